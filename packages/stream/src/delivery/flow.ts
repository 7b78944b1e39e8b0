import type { Observable } from 'rxjs';
import type { Barrier } from './barrier.ts';
import type { Delivery } from './delivery.ts';
import type { DerivedInfo } from '../engine/derived-delivery.ts';

/**
 * What Penstock's operators take and give: deliveries, with barriers among them in place.
 *
 * @example
 * ```ts
 * const doubled = (flow: Flow<number>): Flow<number> => flow.pipe(mapValue((n) => n * 2));
 * ```
 */
export type Flow<T> = Observable<Delivery<T> | Barrier>;

/** An operator from one flow to another, for `flow.pipe(...)` and {@link run}. */
export type FlowOperator<T, R> = (flow: Flow<T>) => Flow<R>;

/** The end of a flow: settles every delivery and emits one {@link Receipt} for each. */
export type Sink<T> = (flow: Flow<T>) => Observable<Receipt>;

/** Where a record stands: `offset` is a safe integer. A file is its path, partition 0, the row. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** What became of one delivery at a sink. */
export interface Receipt {
  readonly id: string;
  readonly position: Position;
  readonly outcome: 'written' | 'unchanged' | 'rejected';
  /** Why it was rejected. */
  readonly error?: unknown;
}

/** The flow's counters, read while it runs. */
export interface FlowCounts {
  /** Records handed out. */
  received: number;
  /** Handed out and not settled yet; above `maxInFlight` only by results that operators derive. */
  inFlight: number;
  rejected: number;
  /** Rejected and left behind by the policy `skip`. */
  skipped: number;
  /** Left out by an operator of event time, since they came after their window had closed. */
  late: number;
  /** Acknowledged after their lane was revoked or the flow was abandoned; they commit nothing. */
  abandoned: number;
}

/** The running source of a flow, reached from any of its lanes. */
export interface FlowSource {
  readonly counts: Readonly<FlowCounts>;
  /** Emits, and goes on emitting, while the source is out of credit: whoever holds deliveries back should let go. */
  readonly starved: Observable<void>;
  /** Settles when all is settled, committed and closed; rejects with what went wrong. */
  readonly closed: Promise<void>;
  /** Asks for no more records: a last barrier, completion, then the last commit. */
  stop(): void;
  /** Gives up at once: nothing more is committed, and what is unsettled comes again. */
  abandon(): void;
  /** Counts a record that an operator of event time acknowledges without using it. */
  countLate(): void;
  /** Says how many windows more, or fewer, an operator of event time holds open than when it last said so. */
  countWindows(change: number): void;
  /**
   * Names an operator that will snapshot state; the flow errors with `PENSTOCK_STATE_STORE_REQUIRED` or
   * `PENSTOCK_STATE_NAME_TAKEN`.
   */
  requireState(operator: string): void;
  /** Says that a write is under way, so that slowness is not taken for a stall; call the result when it ends. */
  beginWrite(): () => void;
}

/** One partition of one topic in one assignment epoch. */
export interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Rises with each assignment of the partition to this process. */
  readonly epoch: number;
  readonly state: 'active' | 'idle' | 'ended' | 'revoked';
  /** Greatest event time handed out, ms since the Unix epoch; `-Infinity` before the first. */
  readonly watermark: number;
  readonly source: FlowSource;
  /** The state that `operator` had at the position where this lane began, if there is any. */
  restored(operator: string): unknown;
  /**
   * Makes a delivery that no record of the source stands for, such as the result of a window that closed. It takes
   * credit until it is settled, is rejected by the flow's policy, and stands where the lane stands now.
   *
   * @param onSettled called once when it is settled for good: acknowledged, skipped, or its dead letter written. An
   * operator that derives holds every barrier until what it derived before the barrier is settled, since the state
   * stored with the barrier no longer has it.
   */
  derive<T>(value: T, info: DerivedInfo, onSettled: () => void): Delivery<T>;
}
