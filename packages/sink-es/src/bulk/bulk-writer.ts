import type { Delivery } from '@penstock/stream';
import type { SinkBatch, SinkEnd, SinkWriter, WriteContext } from '@penstock/stream/sink';
import { BufferPool } from './buffer-pool.ts';
import { BulkBody } from './bulk-body.ts';
import type { BulkRequest } from './bulk-request.ts';
import { BulkSender } from './bulk-sender.ts';
import type { Outcome } from './bulk-sender.ts';
import type { BulkCounts } from './counts.ts';
import type { BulkDocument, Encode } from './document/document.ts';
import type { BulkSettings } from './settings.ts';
import { refresh } from './refresh.ts';

/** Does the work of one subscription: encodes documents, sends them in batches, and refreshes indices at the end. */
export class BulkWriter<T> implements SinkWriter<T, BulkDocument, BulkBody> {
  readonly #encode: Encode<T>;
  readonly #request: BulkRequest;
  readonly #settings: BulkSettings;
  readonly #counts: BulkCounts;
  readonly #pool: BufferPool;
  readonly #sender: BulkSender;
  #hasWritten = false;
  /** The indices of the documents that the server has accepted, if `index` is a function. */
  readonly #indices = new Set<string>();

  constructor(encode: Encode<T>, request: BulkRequest, settings: BulkSettings, counts: BulkCounts) {
    this.#encode = encode;
    this.#request = request;
    this.#settings = settings;
    this.#counts = counts;
    this.#pool = new BufferPool(settings.concurrency.max + 2, settings.maxBytes * 2);
    this.#sender = new BulkSender(request, settings, counts);
  }

  /** The limit adapts to the speed of the server. */
  get concurrency(): { readonly limit: number } {
    return this.#sender.concurrency;
  }

  connect(signal: AbortSignal): Promise<void> {
    return this.#request.connect(signal);
  }

  encode(delivery: Delivery<T>): BulkDocument {
    try {
      return this.#encode(delivery);
    } catch (error) {
      if (!this.isFatal(error)) this.#counts.rejected += 1;
      throw error;
    }
  }

  isFatal(error: unknown): boolean {
    return (error as { code?: unknown } | null)?.code === 'PENSTOCK_VERSION_ORIGIN_CHANGED';
  }

  keyOf({ key }: BulkDocument): string {
    return key;
  }

  newPayload(): BulkBody {
    return new BulkBody(this.#pool.take());
  }

  async write(batch: SinkBatch<T, BulkBody>, members: readonly number[], context: WriteContext): Promise<void> {
    const { payload: body, keys } = batch;
    await this.#sender.send(
      {
        body,
        keys,
        signal: context.signal,
        settle: (member, outcome) => this.#settle(body, member, outcome, context),
        held: (some) => context.held(some),
      },
      members,
    );
    if (body.reusable) this.#pool.give(body.buffer);
  }

  async finish({ ended }: SinkEnd, signal: AbortSignal): Promise<void> {
    const { refresh: wanted, index } = this.#settings;
    const names = index === undefined ? [...this.#indices] : [index];
    if (!wanted || !ended || names.length === 0) return;
    await refresh(this.#request, { names, mayBeMissing: !this.#hasWritten }, this.#settings, signal);
  }

  #settle(body: BulkBody, member: number, outcome: Outcome, context: WriteContext): void {
    if (outcome instanceof Error) {
      this.#counts.rejected += 1;
      context.settle(member, { rejected: outcome });
      return;
    }
    this.#counts[outcome] += 1;
    this.#hasWritten = true;
    const index = body.indices[member];
    if (index !== undefined) this.#indices.add(index);
    context.settle(member, outcome === 'unchanged' ? 'unchanged' : 'written');
  }
}
