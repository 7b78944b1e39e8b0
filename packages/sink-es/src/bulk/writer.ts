import type { Barrier, Delivery, Receipt } from '@penstock/stream';
import { type Subscriber, Subscription } from 'rxjs';
import { failureError, isPassing, toFailure, type Failure } from '../connection/failure.ts';
import { elasticsearchError } from '../errors.ts';
import { BulkBatch } from './batch.ts';
import { BufferPool } from './buffer-pool.ts';
import type { BulkRequest } from './bulk-request.ts';
import { type Concurrency, concurrencyOf } from './concurrency.ts';
import type { BulkCounts } from './counts.ts';
import type { BulkDocument, Encode } from './document.ts';
import type { BulkSettings } from './options.ts';
import { delayOf, sleep } from './retry.ts';
import { isSameRecord, readLines } from './same-record.ts';
import { type BulkItem, judge } from './verdict.ts';

// Batches are cut off by the age of documents and by lack of credit; those nearly full show the server's pace as well.
const fullFrom = 0.8;

interface Parked<T> {
  readonly delivery: Delivery<T>;
  readonly document: BulkDocument;
  readonly came: number;
}

/** One subscription of the sink: gathers documents, sends them, and settles each by its answer. */
export class BulkWriter<T> {
  readonly subscriptions = new Subscription();
  readonly #encode: Encode<T>;
  readonly #request: BulkRequest;
  readonly #settings: BulkSettings;
  readonly #counts: BulkCounts;
  readonly #out: Subscriber<Receipt>;
  readonly #abort = new AbortController();
  readonly #pool: BufferPool;
  readonly #concurrency: Concurrency;
  /** Full batches, oldest first. */
  #ready: Array<BulkBatch<T>> = [];
  #open: BulkBatch<T> | undefined;
  /** The keys on their way, each with what came for it meanwhile. */
  readonly #keys = new Map<string, Array<Parked<T>> | undefined>();
  /** The oldest has waited long enough, or somebody asked: send even a short batch. */
  #urgent = false;
  #connected = false;
  #sending = 0;
  #timer: Subscription | undefined;
  #listening = false;
  #complete = false;

  constructor(encode: Encode<T>, request: BulkRequest, settings: BulkSettings, counts: BulkCounts, out: Subscriber<Receipt>) {
    this.#encode = encode;
    this.#request = request;
    this.#settings = settings;
    this.#counts = counts;
    this.#out = out;
    this.#pool = new BufferPool(settings.concurrency.max + 2, settings.maxBytes * 2);
    this.#concurrency = concurrencyOf(settings.concurrency);
    this.subscriptions.add(() => this.#abort.abort());
  }

  take(element: Delivery<T> | Barrier): void {
    if (element.kind === 'barrier') {
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
    const { key } = document;
    const came = this.#settings.scheduler.now();
    if (!this.#keys.has(key)) {
      this.#keys.set(key, undefined);
      this.#append(element, document, came);
      return;
    }
    const parked = this.#keys.get(key);
    if (parked) parked.push({ delivery: element, document, came });
    else this.#keys.set(key, [{ delivery: element, document, came }]);
  }

  complete(): void {
    this.#complete = true;
    this.#hurry();
  }

  /** With the first record there is a source to speak to, and a reason to connect. */
  #listen(first: Delivery<T>): void {
    const { source } = first.lane;
    this.#listening = true;
    this.subscriptions.add(source.starved.subscribe(() => this.#hurry()));
    const ended = source.beginWrite();
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
    if (this.#open && this.#open.bytes + lines.length * 3 > maxBytes && this.#open.bytes + Buffer.byteLength(lines) > maxBytes) this.#close();
    if (!this.#open) {
      this.#open = new BulkBatch(this.#pool.take(), came);
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
    this.#timer = scheduler.schedule(() => this.#hurry(), Math.max(0, came + maxAge - scheduler.now()));
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
    while (this.#connected && this.#sending < this.#concurrency.limit) {
      if (this.#ready.length === 0 && this.#open && this.#urgent) this.#close();
      const batch = this.#ready.shift();
      if (!batch) break;
      void this.#send(batch);
    }
    if (!this.#open && this.#ready.length === 0) this.#urgent = this.#complete;
    if (this.#complete && this.#sending === 0 && this.#keys.size === 0) this.#out.complete();
  }

  async #send(batch: BulkBatch<T>): Promise<void> {
    this.#sending += 1;
    const ended = batch.deliveries[0]!.lane.source.beginWrite();
    try {
      await this.#write(batch, [...batch.deliveries.keys()]);
    } catch (error) {
      this.#fail(batch.deliveries[0]!, error);
      return;
    } finally {
      ended();
      this.#sending -= 1;
    }
    if (batch.reusable) this.#pool.give(batch.buffer);
    this.#pump();
  }

  /** Sends members of a batch until each is settled. */
  async #write(batch: BulkBatch<T>, all: readonly number[]): Promise<void> {
    const { scheduler, giveUpAfter, onRetry } = this.#settings;
    const { signal } = this.#abort;
    let members = all;
    let firstFailed: number | undefined;
    for (let attempt = 1; members.length > 0; attempt += 1) {
      const answer = await this.#attempt(batch, members);
      if (answer.halve) {
        if (members.length === 1) {
          this.#settle(batch, members[0]!, answer.halve);
          return;
        }
        const middle = Math.ceil(members.length / 2);
        await this.#write(batch, members.slice(0, middle));
        await this.#write(batch, members.slice(middle));
        return;
      }
      members = answer.again;
      if (members.length === 0) return;
      const { status, reason, retryAfter } = answer;
      firstFailed ??= scheduler.now();
      if (scheduler.now() - firstFailed >= giveUpAfter) {
        throw elasticsearchError('PENSTOCK_UNAVAILABLE', `Elasticsearch has not taken ${members.length} documents for ${giveUpAfter} ms (retry.giveUpAfter): ${reason}${status > 0 ? ` (${status})` : ''}. They are not committed and come again on the next run.`);
      }
      const wait = delayOf(attempt, this.#settings, retryAfter);
      this.#counts.retried += members.length;
      onRetry({ documents: members.length, attempt, wait, status, reason });
      await sleep(wait, scheduler, signal);
    }
  }

  async #attempt(batch: BulkBatch<T>, members: readonly number[]): Promise<Attempt> {
    const { signal } = this.#abort;
    const body = batch.body(members);
    this.#counts.requests += 1;
    this.#counts.bytes += body.length;
    let items: readonly BulkItem[];
    const { scheduler, maxBatch, maxBytes } = this.#settings;
    const sentAt = scheduler.now();
    try {
      items = await this.#request.send(body, members.length, signal);
    } catch (error) {
      signal.throwIfAborted();
      batch.reusable = false;
      const failure = toFailure(error);
      if (failure.status === 413 || failure.status === 400) return { ...failure, again: members, halve: refused(failure) };
      if (!isPassing(failure)) throw failureError(failure, `write ${members.length} documents`);
      if (failure.kind !== 'connection') this.#concurrency.overloaded(sentAt, scheduler.now());
      return { ...failure, again: members };
    }
    signal.throwIfAborted();
    this.#concurrency.answered({
      sentAt,
      took: scheduler.now() - sentAt,
      full: members.length >= maxBatch * fullFrom || body.length >= maxBytes * fullFrom,
      saturated: this.#sending >= this.#concurrency.limit,
    });
    const answer = await this.#settleAll(batch, members, items);
    if (answer.status === 429 || answer.status === 503) this.#concurrency.overloaded(sentAt, scheduler.now());
    return answer;
  }

  /** Settles what the answers settle, and tells what is to be sent again. */
  async #settleAll(batch: BulkBatch<T>, members: readonly number[], items: readonly BulkItem[]): Promise<Attempt> {
    const again: number[] = [];
    const existing: number[] = [];
    let first: BulkItem | undefined;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index]!;
      const item = items[index]!;
      const verdict = judge(batch.ops[member]!, batch.keys[member]!, item, this.#settings.versioned);
      if (verdict.fate === 'retry') {
        first ??= item;
        again.push(member);
      } else if (verdict.fate === 'compare') {
        existing.push(index);
      } else if (verdict.fate === 'stop') {
        throw verdict.error;
      } else if (verdict.fate === 'reject') {
        this.#settle(batch, member, verdict.error);
      } else {
        this.#settle(batch, member, verdict.fate);
      }
    }
    if (existing.length > 0) {
      const unknown = await this.#compare(batch, existing.map((index) => ({ member: members[index]!, item: items[index]! })));
      again.push(...unknown);
      again.sort((one, other) => one - other);
    }
    return { again, status: first?.status ?? 0, reason: first?.error?.reason ?? 'refused for now', retryAfter: undefined };
  }

  /** Settles creations that met a document: the same record is unchanged, another rejects. Tells what could not be compared. */
  async #compare(batch: BulkBatch<T>, met: ReadonlyArray<{ readonly member: number; readonly item: BulkItem }>): Promise<readonly number[]> {
    const { signal } = this.#abort;
    const ours = met.map(({ member }) => readLines(batch.lines(member)));
    const addresses = ours.map(({ id, routing }, index) => ({ _index: met[index]!.item['_index']!, _id: id, ...(routing !== undefined && { routing }) }));
    let stored: Awaited<ReturnType<BulkRequest['stored']>>;
    try {
      stored = await this.#request.stored(addresses, signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure = toFailure(error);
      if (!isPassing(failure)) throw failureError(failure, `read ${met.length} documents that are there already`);
      return met.map(({ member }) => member);
    }
    signal.throwIfAborted();
    const unknown: number[] = [];
    for (const [index, { member }] of met.entries()) {
      const there = stored[index];
      if (!there) unknown.push(member);
      else if (isSameRecord(ours[index]!.source, there, this.#settings.transformed)) this.#settle(batch, member, 'unchanged');
      else this.#settle(batch, member, elasticsearchError('PENSTOCK_DOCUMENT_REJECTED', `Another document is there with the _id ${ours[index]!.id}, and opType 'create' replaces none (409).`));
    }
    return unknown;
  }

  #settle(batch: BulkBatch<T>, member: number, outcome: 'created' | 'updated' | 'deleted' | 'unchanged' | Error): void {
    const delivery = batch.deliveries[member]!;
    if (outcome instanceof Error) {
      this.#reject(delivery, outcome);
    } else {
      this.#counts[outcome] += 1;
      delivery.ack();
      this.#out.next({ id: delivery.id, position: delivery.position, outcome: outcome === 'unchanged' ? 'unchanged' : 'written' });
    }
    this.#release(batch.keys[member]!);
  }

  #reject(delivery: Delivery<T>, error: unknown): void {
    this.#counts.rejected += 1;
    delivery.reject(error);
    this.#out.next({ id: delivery.id, position: delivery.position, outcome: 'rejected', error });
  }

  /** Lets the next write of a key go. */
  #release(key: string): void {
    const next = this.#keys.get(key)?.shift();
    if (next) this.#append(next.delivery, next.document, next.came);
    else this.#keys.delete(key);
  }

  #fail(delivery: Delivery<T>, error: unknown): void {
    if (this.#out.closed) return;
    // The source may have completed by now and wait for acknowledgements that will not come.
    delivery.lane.source.abandon();
    this.#out.error(error);
  }
}

/** What one request left to do: send `again`, in halves if `halve` says why. */
interface Attempt {
  readonly again: readonly number[];
  readonly halve?: Error;
  readonly status: number;
  readonly reason: string;
  readonly retryAfter: number | undefined;
}

const refused = ({ status, reason, type }: Failure): Error =>
  elasticsearchError('PENSTOCK_DOCUMENT_REJECTED', `Elasticsearch refused a document sent alone: ${type ? `${type}: ` : ''}${reason} (${status}).`);
