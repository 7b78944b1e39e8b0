import type { Delivery } from '../delivery/delivery.ts';
import type { Batch, Payload } from './batch.ts';

/** The outcome of one delivery. `unchanged` means that the store already had the same content. */
export type WriteOutcome = 'written' | 'unchanged' | { readonly rejected: unknown };

/** The deliveries of one write, with their payload. */
export type SinkBatch<T, P> = Batch<Delivery<T>, P>;

/** The running write, for the function that writes. It refers to members by their index in the batch. */
export interface WriteContext {
  /** Aborts when the sink is unsubscribed or has failed; the result of the write then has no effect. */
  readonly signal: AbortSignal;
  /**
   * Settles a member before the write ends, so that the next write of its key may begin. Only the first outcome of a
   * member counts.
   */
  settle(at: number, outcome: WriteOutcome): void;
  /**
   * Returns the `members` whose partition this process still owns, and drops the others. Call it before sending members
   * again: another consumer may own the partition by now and may already have written newer records.
   */
  held(members: readonly number[]): readonly number[];
}

/**
 * The writer of one subscription of a sink, for {@link batchingSink}, which manages batches, order, concurrency,
 * settlement and barriers.
 *
 * `E` is the type of an encoded delivery, `P` the type of the payload of a batch.
 */
export interface SinkWriter<T, E, P extends Payload<E>> {
  /**
   * Encodes a delivery for the write. It is called in order, after {@link SinkWriter.connect} has resolved. If it
   * throws, the delivery is rejected.
   */
  encode(delivery: Delivery<T>): E;
  /**
   * Returns true for an error of {@link SinkWriter.encode} after which no record can be written; the flow then errors
   * with it. Default: false for every error.
   */
  isFatal?(error: unknown): boolean;
  newPayload(): P;
  /** Returns the key of an entry. Entries of one key are written in order, one write at a time. Default: no order. */
  keyOf?(entry: E): string;
  /**
   * Returns the queue of an entry. Entries of different queues never share a batch, and `concurrency` applies to each
   * queue. Default: one queue for all.
   */
  queueOf?(entry: E): string | number;
  /**
   * Connects; no delivery is encoded before it resolves. It is called at the first delivery. With
   * {@link SinkWriter.connectOnSubscribe} or {@link SinkWriter.transactions} it is called at the subscription. If it
   * rejects, the flow errors.
   */
  connect?(signal: AbortSignal): Promise<void>;
  /**
   * True to connect when the sink is subscribed, so that a failure to connect shows even without a delivery. Default
   * false.
   */
  readonly connectOnSubscribe?: boolean;
  /**
   * Writes `members` of a batch, given as indices in ascending order. The other members were dropped because their
   * partition was revoked.
   *
   * Resolves when all of them are durable or settled: with one outcome for each of `members`, or with nothing when all
   * that are not settled yet are `'written'`. A rejection means that the outcome of the others is unknown. The flow
   * then errors, whatever the rejection policy, and the next run reads the batch again. An error that is not a
   * `PenstockError` becomes the cause of `PENSTOCK_SINK_FAILED`.
   */
  write(
    batch: SinkBatch<T, P>,
    members: readonly number[],
    context: WriteContext,
  ): Promise<readonly WriteOutcome[] | void>;
  /** Called after the last write of a completed flow. The sink completes when it resolves. */
  finish?(end: SinkEnd, signal: AbortSignal): Promise<void>;
  /** Called once when the sink ends: after {@link SinkWriter.finish}, after a failure, or after an unsubscription. */
  close?(): void;
  /**
   * The maximum number of concurrent writes. It is read before each write, so it may change. Default: the option
   * `concurrency`.
   */
  readonly concurrency?: { readonly limit: number };
  /** Makes all writes between two barriers one transaction. Default: no transactions. */
  readonly transactions?: Transactions<unknown>;
}

/** How a flow completed. */
export interface SinkEnd {
  /** True when the sources ended by themselves; false when one was stopped. */
  readonly ended: boolean;
}

/**
 * Two-phase transactions of a sink. All writes between two barriers are one transaction, so that each effect happens
 * once even when the store does not deduplicate by id.
 *
 * At each barrier the sink writes everything that came before it, flushes and prepares. Then the barrier passes. The
 * result of `prepare` is part of the state of each lane. After the snapshots are stored and the offsets committed, the
 * sink calls `commit`. The last run may have ended between these two steps, so a run whose restored state has a
 * prepared transaction first commits it again.
 *
 * The sink is an operator with state: the source needs a `stateStore`, and offsets are committed only at barriers. When
 * the barrier of a prepared transaction never completes, the transaction is not committed. The store should abort it
 * after some time, and the next run reads its records again. When partitions move between processes, records of
 * partitions that stay may be written twice after a crash; none is lost.
 */
export interface Transactions<X> {
  /** Name of the sink's state; it must differ from the names of all operators in the flow. */
  readonly name: string;
  /** Sends everything that the sink itself buffers. */
  flush?(): Promise<void>;
  /**
   * Ends the transaction in a way that its content cannot make a later commit fail. The next write begins the next
   * transaction. Resolves with a value that {@link Transactions.commit} takes, also in another process, and that a
   * state store can keep, such as an id; `undefined` when nothing was written.
   */
  prepare(): Promise<X | undefined>;
  /** Makes a transaction visible. It may be called again after it has succeeded, and must then change nothing. */
  commit(prepared: X): Promise<void>;
}
