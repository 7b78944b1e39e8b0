import { Subscription } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery, Lane } from '../delivery/delivery.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { FlowSource } from '../delivery/flow-source.ts';
import type { Receipt } from '../delivery/receipt.ts';
import { PenstockError } from '../errors.ts';
import type { Payload } from './batch.ts';
import type { GatherSettings } from './batch-queue.ts';
import { Batcher } from './batcher.ts';
import { writeFailed } from './sink-failure.ts';
import type { SinkBatch, SinkWriter, WriteOutcome } from './sink-writer.ts';
import { TransactionLog } from './transaction-log.ts';
import { WriteUnderWay } from './write-under-way.ts';
import type { WriteEvents } from './write-under-way.ts';

/** An element that waits for the connection, or for a transaction: a delivery, or a barrier to prepare. */
type Held<T> =
  | { readonly delivery: Delivery<T>; readonly came: number }
  | { readonly barrier: Barrier; readonly release: () => void };

/** One subscription of a sink. It takes deliveries and barriers, writes batches and settles deliveries by outcome. */
export class SinkEngine<T, E, P extends Payload<E>> {
  readonly subscriptions = new Subscription();
  readonly #writer: SinkWriter<T, E, P>;
  readonly #settings: GatherSettings;
  readonly #out: Subscriber<Receipt>;
  readonly #abort = new AbortController();
  readonly #batcher: Batcher<Delivery<T>, E, P>;
  readonly #transactions: TransactionLog | undefined;
  readonly #events: WriteEvents<T, P>;
  readonly #sources = new Set<FlowSource>();
  #latestSource: FlowSource | undefined;
  #context: FlowContext | undefined;
  #connection: 'none' | 'pending' | 'open';
  /** True while a transaction is prepared; the elements after its barrier must wait. */
  #isPreparing = false;
  #held: Array<Held<T>> = [];
  #isComplete = false;
  #hasEnded = false;
  #wasStopped = false;

  constructor(writer: SinkWriter<T, E, P>, settings: GatherSettings, out: Subscriber<Receipt>) {
    this.#writer = writer;
    this.#settings = settings;
    this.#out = out;
    this.#batcher = new Batcher(settings, {
      newPayload: () => writer.newPayload(),
      ...(writer.keyOf && { keyOf: (entry: E) => writer.keyOf!(entry) }),
      ...(writer.queueOf && { queueOf: (entry: E) => writer.queueOf!(entry) }),
      write: (batch) => this.#write(batch),
    });
    this.#events = {
      signal: this.#abort.signal,
      settled: (delivery, outcome) => this.#settle(delivery, outcome),
      left: (batch, at) => this.#batcher.leave(batch, at),
    };
    const { transactions } = writer;
    this.#transactions = transactions && new TransactionLog(transactions, (error) => this.fail(error));
    this.subscriptions.add(() => {
      this.#abort.abort();
      this.#batcher.clear();
      this.#held = [];
      writer.close?.();
    });
    this.#connection = writer.connect ? 'none' : 'open';
    if (writer.connectOnSubscribe || transactions) this.#connect();
  }

  take(element: Delivery<T> | Barrier): void {
    if (element.kind === 'barrier') return this.#takeBarrier(element);
    if (element.lane.source !== this.#latestSource) this.#watch(element.lane);
    if (!this.#isHolding) return this.#admit(element, undefined);
    this.#held.push({ delivery: element, came: this.#settings.scheduler.now() });
    this.#connect();
  }

  complete(): void {
    this.#isComplete = true;
    // There was no delivery, so no connection is needed.
    if (this.#connection === 'none') this.#connection = 'open';
    this.#proceed();
  }

  fail(error: unknown): void {
    if (this.#out.closed) return;
    // Otherwise a completed source would wait for acknowledgements that never come.
    for (const source of this.#sources) source.abandon();
    this.#out.error(error);
  }

  #takeBarrier(barrier: Barrier): void {
    if (barrier.reason === 'ended') this.#hasEnded = true;
    if (barrier.reason === 'stopped') this.#wasStopped = true;
    for (const { lane } of barrier.marks) if (lane.source !== this.#latestSource) this.#watch(lane);
    if (!this.#transactions) {
      // The barrier may arrive before the writes end: it completes only when everything before it is settled.
      barrier.arrive();
      return;
    }
    const release = barrier.hold();
    barrier.arrive();
    this.#held.push({ barrier, release });
    this.#proceed();
  }

  #watch({ source, context }: Lane): void {
    this.#latestSource = source;
    this.#context = context;
    if (this.#sources.has(source)) return;
    this.#sources.add(source);
    this.#transactions?.join(context);
    this.subscriptions.add(context.starved.subscribe(() => this.#batcher.flush()));
    // A completed source gives up after `drainTimeout`, and reports this error only here.
    source.closed.catch((error: unknown) => this.fail(error));
  }

  #connect(): void {
    if (this.#connection !== 'none' || !this.#writer.connect) return;
    this.#connection = 'pending';
    const ended = this.#context?.beginWrite();
    // `async` turns a synchronous throw of the writer into a rejection.
    const connecting = async (): Promise<void> => this.#writer.connect?.(this.#abort.signal);
    connecting()
      .finally(ended)
      .then(
        () => {
          this.#connection = 'open';
          this.#proceed();
        },
        (error: unknown) => this.fail(error),
      );
  }

  get #isHolding(): boolean {
    return this.#isPreparing || this.#connection !== 'open';
  }

  /** Takes the held elements in order until one must wait. Drains after the last one when the flow has completed. */
  #proceed(): void {
    if (this.#out.closed) return;
    const held = this.#held;
    let taken = 0;
    for (; taken < held.length && !this.#isHolding && !this.#out.closed; taken += 1) {
      const next = held[taken]!;
      if ('delivery' in next) this.#admit(next.delivery, next.came);
      else this.#prepare(next.barrier, next.release);
    }
    if (this.#out.closed) return;
    if (taken > 0) this.#held = this.#held.slice(taken);
    if (this.#isComplete && !this.#isHolding) this.#batcher.drain(() => void this.#end());
  }

  #admit(delivery: Delivery<T>, came: number | undefined): void {
    let entry: E;
    try {
      entry = this.#writer.encode(delivery);
    } catch (error) {
      if (this.#writer.isFatal?.(error)) this.fail(error);
      else this.#settle(delivery, { rejected: error });
      return;
    }
    try {
      this.#batcher.add(delivery, entry, came);
    } catch (error) {
      // From `keyOf`, `queueOf` or `newPayload`. A throw in `next` would not fail the observable.
      this.fail(error);
    }
  }

  /** Releases a barrier when everything before it is written and prepared. The elements after it wait. */
  #prepare(barrier: Barrier, release: () => void): void {
    this.#isPreparing = true;
    this.#batcher.drain(() => {
      const ended = this.#context?.beginWrite();
      this.#transactions!.prepare(barrier)
        .finally(ended)
        .then(
          () => {
            release();
            this.#isPreparing = false;
            this.#proceed();
          },
          (error: unknown) => this.fail(error),
        );
    });
  }

  async #write(batch: SinkBatch<T, P>): Promise<void> {
    const write = new WriteUnderWay(batch, this.#events);
    const members = write.begin();
    if (members.length === 0) return;
    const ended = batch.members[members[0]!]!.lane.context.beginWrite();
    try {
      write.end(members, await this.#writer.write(batch, members, write));
    } catch (error) {
      this.fail(error instanceof PenstockError ? error : writeFailed(batch.members, error));
    } finally {
      ended();
    }
  }

  #settle(delivery: Delivery<T>, outcome: WriteOutcome): void {
    if (this.#out.closed) return;
    const { id, position } = delivery;
    if (typeof outcome === 'object') {
      delivery.reject(outcome.rejected);
      this.#out.next({ id, position, outcome: 'rejected', error: outcome.rejected });
    } else {
      delivery.ack();
      this.#out.next({ id, position, outcome });
    }
  }

  async #end(): Promise<void> {
    const { finish } = this.#writer;
    if (finish || this.#transactions) {
      try {
        await this.#transactions?.end(this.#sources);
        await this.#writer.finish?.({ ended: this.#hasEnded && !this.#wasStopped }, this.#abort.signal);
      } catch (error) {
        return this.fail(error);
      }
    }
    this.#out.complete();
  }
}
