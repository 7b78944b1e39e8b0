import { type Barrier, type Delivery, type Receipt, startTimer } from '@penstock/stream';
import { type Subscriber, Subscription } from 'rxjs';
import { BulkBatch } from './batch.ts';
import { BufferPool } from './buffer-pool.ts';
import type { BulkRequest } from './bulk-request.ts';
import type { BulkCounts } from './counts.ts';
import type { BulkDocument, Encode } from './document/document.ts';
import { KeyOrder } from './key-order.ts';
import type { BulkSettings } from './options.ts';
import { refresh } from './refresh.ts';
import { BatchSender, type Outcome } from './sender.ts';

interface Waiting<T> {
  readonly delivery: Delivery<T>;
  readonly document: BulkDocument;
  readonly came: number;
}

/** One subscription of the sink: gathers documents into batches, has them sent, and settles each delivery. */
export class BulkWriter<T> {
  readonly subscriptions = new Subscription();
  readonly #encode: Encode<T>;
  readonly #request: BulkRequest;
  readonly #settings: BulkSettings;
  readonly #counts: BulkCounts;
  readonly #out: Subscriber<Receipt>;
  readonly #abort = new AbortController();
  readonly #pool: BufferPool;
  readonly #sender: BatchSender<T>;
  readonly #order = new KeyOrder<Waiting<T>>();
  /** Full batches, oldest first. */
  #ready: Array<BulkBatch<T>> = [];
  #open: BulkBatch<T> | undefined;
  /** The oldest has waited long enough, or somebody asked: send even a short batch. */
  #urgent = false;
  #connected = false;
  #timer: Subscription | undefined;
  #listening = false;
  #complete = false;
  /** The source has come to its own end. */
  #ended = false;
  /** A source was stopped. */
  #stopped = false;
  #finishing = false;
  #wrote = false;
  /** Where the documents went that the server has taken, if that differs between documents. */
  readonly #indices = new Set<string>();

  constructor(
    encode: Encode<T>,
    request: BulkRequest,
    settings: BulkSettings,
    counts: BulkCounts,
    out: Subscriber<Receipt>,
  ) {
    this.#encode = encode;
    this.#request = request;
    this.#settings = settings;
    this.#counts = counts;
    this.#out = out;
    this.#pool = new BufferPool(settings.concurrency.max + 2, settings.maxBytes * 2);
    this.#sender = new BatchSender(request, settings, counts, this.#abort.signal, (batch, member, outcome) =>
      this.#settle(batch, member, outcome),
    );
    this.subscriptions.add(() => this.#abort.abort());
  }

  take(element: Delivery<T> | Barrier): void {
    if (element.kind === 'barrier') {
      if (element.reason === 'ended') this.#ended = true;
      if (element.reason === 'stopped') this.#stopped = true;
      // The ledger keeps it from completing before what came before it is settled.
      element.arrive();
      return;
    }
    if (!this.#listening) this.#listen(element);
    let document: BulkDocument;
    try {
      document = this.#encode(element);
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code === 'PENSTOCK_VERSION_ORIGIN_CHANGED') this.#fail(element, error);
      else this.#reject(element, error);
      return;
    }
    const came = this.#settings.scheduler.now();
    if (this.#order.enter(document.key)) this.#append(element, document, came);
    else this.#order.wait(document.key, { delivery: element, document, came });
  }

  complete(): void {
    this.#complete = true;
    this.#hurry();
  }

  /** With the first record there is a source to speak to, and a reason to connect. */
  #listen(first: Delivery<T>): void {
    const { context } = first.lane;
    this.#listening = true;
    this.subscriptions.add(context.starved.subscribe(() => this.#hurry()));
    const ended = context.beginWrite();
    this.#request
      .connect(this.#abort.signal)
      .then(
        () => {
          this.#connected = true;
          this.#pump();
        },
        (error: unknown) => this.#fail(first, error),
      )
      .finally(ended);
  }

  #append(delivery: Delivery<T>, document: BulkDocument, came: number): void {
    const { maxBatch, maxBytes } = this.#settings;
    const { lines } = document;
    if (
      this.#open &&
      this.#open.bytes + lines.length * 3 > maxBytes &&
      this.#open.bytes + Buffer.byteLength(lines) > maxBytes
    )
      this.#close();
    if (!this.#open) {
      this.#open = new BulkBatch(this.#pool.take());
      this.#arm(came);
    }
    this.#open.append(delivery, document);
    if (this.#open.size >= maxBatch || this.#open.bytes >= maxBytes) {
      this.#close();
      this.#pump();
    }
  }

  #close(): void {
    this.#ready.push(this.#open!);
    this.#open = undefined;
    this.#disarm();
  }

  #arm(came: number): void {
    const { scheduler, maxAge } = this.#settings;
    this.#timer = startTimer(came + maxAge - scheduler.now(), () => this.#hurry(), scheduler);
    this.subscriptions.add(this.#timer);
  }

  #disarm(): void {
    if (!this.#timer) return;
    this.#timer.unsubscribe();
    this.subscriptions.remove(this.#timer);
    this.#timer = undefined;
  }

  #hurry(): void {
    this.#urgent = true;
    this.#pump();
  }

  #pump(): void {
    while (this.#connected && this.#sender.hasRoom) {
      if (this.#ready.length === 0 && this.#open && this.#urgent) this.#close();
      const batch = this.#ready.shift();
      if (!batch) break;
      void this.#send(batch);
    }
    if (!this.#open && this.#ready.length === 0) this.#urgent = this.#complete;
    if (this.#complete && this.#sender.isIdle && this.#order.isEmpty) this.#finish();
  }

  #finish(): void {
    if (this.#finishing) return;
    this.#finishing = true;
    const { refresh: wanted, index } = this.#settings;
    const names = index === undefined ? [...this.#indices] : [index];
    if (!wanted || !this.#ended || this.#stopped || names.length === 0) {
      this.#out.complete();
      return;
    }
    refresh(this.#request, { names, mayBeMissing: !this.#wrote }, this.#settings, this.#abort.signal).then(
      () => this.#out.complete(),
      (error: unknown) => this.#out.error(error),
    );
  }

  async #send(batch: BulkBatch<T>): Promise<void> {
    const first = batch.deliveries[0]!;
    const ended = first.lane.context.beginWrite();
    try {
      await this.#sender.send(batch);
    } catch (error) {
      this.#fail(first, error);
      return;
    } finally {
      ended();
    }
    if (batch.reusable) this.#pool.give(batch.buffer);
    this.#pump();
  }

  #settle(batch: BulkBatch<T>, member: number, outcome: Outcome): void {
    const delivery = batch.deliveries[member]!;
    if (outcome instanceof Error) {
      this.#reject(delivery, outcome);
    } else if (outcome !== 'revoked') {
      this.#counts[outcome] += 1;
      this.#wrote = true;
      const index = batch.indices[member];
      if (index !== undefined) this.#indices.add(index);
      delivery.ack();
      this.#out.next({
        id: delivery.id,
        position: delivery.position,
        outcome: outcome === 'unchanged' ? 'unchanged' : 'written',
      });
    }
    const next = this.#order.leave(batch.keys[member]!);
    if (next) this.#append(next.delivery, next.document, next.came);
  }

  #reject(delivery: Delivery<T>, error: unknown): void {
    this.#counts.rejected += 1;
    delivery.reject(error);
    this.#out.next({ id: delivery.id, position: delivery.position, outcome: 'rejected', error });
  }

  #fail(delivery: Delivery<T>, error: unknown): void {
    if (this.#out.closed) return;
    // The source may have completed by now and wait for acknowledgements that will not come.
    delivery.lane.source.abandon();
    this.#out.error(error);
  }
}
