import type { Delivery } from '../delivery/delivery.ts';
import type { Batch, Payload } from './batch.ts';

/** What a write made of one delivery. */
export type WriteOutcome = 'written' | 'unchanged' | { readonly rejected: unknown };

/** The deliveries of one write, with what they were encoded to. */
export type SinkBatch<T, P> = Batch<Delivery<T>, P>;

/** What a write may do while it is under way; members are named by their index in the batch. */
export interface WriteContext {
  /** Aborted when the sink is unsubscribed or has failed; what comes of the write then counts for nothing. */
  readonly signal: AbortSignal;
  /**
   * Settles a member before the write ends. The first outcome of a member counts. The next write of its key may begin
   * at once.
   */
  settle(at: number, outcome: WriteOutcome): void;
  /**
   * Those of `members` whose partition this process still has; the others are dropped, unsettled. Ask before members
   * are sent again: another consumer may own the partition by now and may already have written newer records.
   */
  held(members: readonly number[]): readonly number[];
}

/**
 * What one subscription of a sink does, for {@link batchingSink}, which does the rest: batches, order, concurrency,
 * settlement, barriers.
 *
 * `E` is what a delivery is encoded to, `P` what a batch of them is gathered in.
 */
export interface SinkWriter<T, E, P extends Payload<E>> {
  /**
   * Makes of a delivery what is written; called in order, once {@link SinkWriter.connect} has resolved. A throw
   * rejects it.
   */
  encode(delivery: Delivery<T>): E;
  /**
   * True for an error of {@link SinkWriter.encode} that concerns the whole flow, which then errors with it. Default
   * false.
   */
  concernsAll?(error: unknown): boolean;
  newPayload(): P;
  /** Two entries of one key are never under way together and are written in order; default no order. */
  keyOf?(entry: E): string;
  /**
   * Entries of different queues never share a batch, and `concurrency` counts for each queue; default one queue for
   * all.
   */
  queueOf?(entry: E): string | number;
  /**
   * Connects; nothing is encoded before it resolves. Called with the first delivery, or at once with
   * {@link SinkWriter.connectsAtOnce} and with {@link SinkWriter.transactions}. A rejection is an error of the flow.
   */
  connect?(signal: AbortSignal): Promise<void>;
  /** The sink is to connect, and to fail where it cannot, even if no delivery comes. Default false. */
  readonly connectsAtOnce?: boolean;
  /**
   * Writes `members` of a batch, which are in rising order; the others were lost with their partition.
   *
   * Resolves when all of them are durable or settled: with one outcome a member, or with nothing when those that are
   * not settled yet are `'written'`. A rejection says that the fate of the rest is unknown: the flow errors with it,
   * whatever the rejection policy, and the batch comes again. What is not a `PenstockError` becomes the cause of
   * `PENSTOCK_SINK_FAILED`.
   */
  write(
    batch: SinkBatch<T, P>,
    members: readonly number[],
    context: WriteContext,
  ): Promise<readonly WriteOutcome[] | void>;
  /** Called after the last write of a flow that has completed; the sink completes once it resolves. */
  finish?(end: SinkEnd, signal: AbortSignal): Promise<void>;
  /** Called once, however the sink ends: after {@link SinkWriter.finish}, on a failure, on an unsubscription. */
  close?(): void;
  /** Most writes under way, read before each of them, for a bound that changes; default the option `concurrency`. */
  readonly concurrency?: { readonly limit: number };
  /** Makes the writes between two barriers one transaction; default each write counts by itself. */
  readonly transactions?: Transactions<unknown>;
}

/** How a flow has completed. */
export interface SinkEnd {
  /** Every source has come to its own end; false where one was stopped. */
  readonly ended: boolean;
}

/**
 * A transaction for all that is written between two barriers, committed in two phases, so that effects count once even
 * where the writes are not by id.
 *
 * At each barrier the sink writes everything that came before it, flushes and prepares. The barrier
 * passes after that, with what `prepare` resolved with as part of the state of each lane. After the snapshots are
 * stored and the offsets committed, `commit` is called. A run that begins at a position whose state has such a
 * transaction commits it again first, as the last run may have ended in between.
 *
 * The sink is an operator with state: the source needs a `stateStore`, and records are committed at barriers alone. A
 * transaction that was prepared and whose barrier did not complete is left to the store, which should abort it after
 * some time; its records come again. When partitions move between processes, records of partitions that stay may be
 * written twice after a crash; none is lost.
 */
export interface Transactions<X> {
  /** Names the sink's state, as `name` does of operators; different for each operator of a flow. */
  readonly name: string;
  /** Sends what the sink itself holds back. */
  flush?(): Promise<void>;
  /**
   * Ends the transaction so that a later commit cannot fail for what is in it, and begins the next one with the next
   * write. Resolves with what {@link Transactions.commit} needs, also in another process: something that a state
   * store takes, such as an id; `undefined` where nothing was written.
   */
  prepare(): Promise<X | undefined>;
  /** Makes a transaction visible. It may be asked for again after it has succeeded, which must change nothing. */
  commit(prepared: X): Promise<void>;
}
