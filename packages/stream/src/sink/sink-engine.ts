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

/** A delivery that waits for the connection or behind a barrier, or that barrier. */
type Held<T> =
  | { readonly delivery: Delivery<T>; readonly came: number }
  | { readonly barrier: Barrier; readonly release: () => void };

/** One subscription of a sink: takes deliveries and barriers, has batches written and settles by outcome. */
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
  /** A transaction is being prepared, so what comes after its barrier has to wait. */
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
    if (writer.connectsAtOnce || transactions) this.#connect();
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
    // Without a delivery there was no reason to connect.
    if (this.#connection === 'none') this.#connection = 'open';
    this.#proceed();
  }

  fail(error: unknown): void {
    if (this.#out.closed) return;
    // A source that has completed would wait on for acknowledgements that will not come.
    for (const source of this.#sources) source.abandon();
    this.#out.error(error);
  }

  #takeBarrier(barrier: Barrier): void {
    if (barrier.reason === 'ended') this.#hasEnded = true;
    if (barrier.reason === 'stopped') this.#wasStopped = true;
    for (const { lane } of barrier.marks) if (lane.source !== this.#latestSource) this.#watch(lane);
    if (!this.#transactions) {
      // The ledger keeps it from completing before what came before it is settled.
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
    // After its end a source waits for a limited time for what is under way.
    source.closed.catch((error: unknown) => this.fail(error));
  }

  #connect(): void {
    if (this.#connection !== 'none' || !this.#writer.connect) return;
    this.#connection = 'pending';
    const ended = this.#context?.beginWrite();
    // A function of a user's own may throw before it returns a promise.
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

  /** Takes what was held, in order, as far as it may go now. */
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
      if (this.#writer.concernsAll?.(error)) this.fail(error);
      else this.#settle(delivery, { rejected: error });
      return;
    }
    try {
      this.#batcher.add(delivery, entry, came);
    } catch (error) {
      // Of `keyOf` or `newPayload`: an Observable cannot fail by a throw of its subscriber.
      this.fail(error);
    }
  }

  /** Lets a barrier pass once everything before it is written and prepared; what comes after it waits. */
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
