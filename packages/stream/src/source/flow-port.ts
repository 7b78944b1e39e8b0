import type { Lane } from '../delivery/delivery.ts';
import type { LaneStart } from '../delivery/lane-start.ts';
import type { Position } from '../delivery/position.ts';
import type { SourceRecord } from '../delivery/source-record.ts';

/** Options of {@link FlowOutput.settle} and {@link FlowOutput.revoke}. */
export interface RevokeOptions {
  /** Longest wait for the deliveries in flight, in milliseconds; default 0. */
  readonly within?: number;
}

/** A lane as its source sees it: the source hands out records through it. */
export interface LaneOutput<T> extends Lane {
  /** Hands out one record. Check the credit first: this method does not enforce the limit. */
  next(record: SourceRecord<T>): void;
  /**
   * Rejects a record whose value, id, key or time could not be made, in its order among the other records. The
   * subscriber does not get it; the flow's rejection policy applies with `reason`. `record.value` is any part of the
   * value that is known.
   */
  reject(record: SourceRecord<unknown>, reason: unknown): void;
  /**
   * Reports that the partition has no more records for this flow before `offset`, for example in a compacted log. The
   * flow then commits past the gap.
   */
  skipTo(offset: number): void;
  /** Marks the lane as idle (it has caught up and gets no records) or as active again. */
  setIdle(idle: boolean): void;
}

/** A flow as its source sees it: its lanes, its credit, and a signal to stop. */
export interface FlowOutput<T> {
  /** Aborts when the flow wants no more records. */
  readonly signal: AbortSignal;
  /**
   * Assigns partitions: opens a lane for each at its first offset. Resolves with the lanes when their state is loaded.
   */
  assign(lanes: readonly LaneStart[]): Promise<ReadonlyArray<LaneOutput<T>>>;
  /**
   * Returns how many records may be handed out now when the next one has `bytes`. With `maxInFlightBytes`, ask before
   * each record; a record above the limit may be handed out when nothing else is in flight.
   */
  credit(bytes?: number): number;
  /** Waits for credit for a record of `bytes`. Resolves with `false` when the flow wants no more records. */
  ready(bytes?: number): Promise<boolean>;
  /**
   * Waits up to `within` until the deliveries of all lanes are settled, then commits. Call it when partitions may be
   * revoked but the source does not know yet which ones. Hand out no records until it resolves.
   */
  settle(options: RevokeOptions): Promise<void>;
  /**
   * Revokes lanes: waits up to `within` until their deliveries are settled, then commits what is settled. Later
   * acknowledgements have no effect, and records that the source hands out through these lanes are dropped.
   */
  revoke(lanes: readonly Lane[], options?: RevokeOptions): Promise<void>;
}

/** A source of records, for {@link createFlow}. */
export interface FlowPort<T> {
  /** Hands out records until there are no more or `output.signal` aborts, then resolves. */
  start(output: FlowOutput<T>): Promise<void>;
  /**
   * Commits positions, each the next offset to read. Resolves when they are durable. Leave it out for a source that
   * does not commit.
   *
   * When some positions cannot be committed now, for example while a consumer group rebalances, resolve with the
   * positions that were committed, or with `false` for none. The flow tries the others again at the next commit, and
   * after its end for up to `drainTimeout`. A rejection fails the flow with `PENSTOCK_COMMIT_FAILED`.
   */
  commit?(positions: readonly Position[]): Promise<readonly Position[] | false | void>;
  /** Closes connections and files. Called after the last commit, or when the flow fails or is abandoned. */
  close?(): Promise<void>;
}
