import type { Lane } from '../delivery/delivery.ts';
import type { LaneStart } from '../delivery/lane-start.ts';
import type { Position } from '../delivery/position.ts';
import type { SourceRecord } from '../delivery/source-record.ts';

/** How long {@link FlowOutput.settle} and {@link FlowOutput.revoke} wait. */
export interface RevokeOptions {
  /** Longest wait, in milliseconds, for what is in flight of the lanes; default 0. */
  readonly within?: number;
}

/** A lane as its source sees it: where the source hands its records out. */
export interface LaneOutput<T> extends Lane {
  /** Hands out one record. Ask for credit first: the source has to keep the bound. */
  next(record: SourceRecord<T>): void;
  /**
   * Hands over a record that does not go to the subscriber, since making its value, id, key or time failed: it is
   * rejected with `reason` by the flow's policy, in its place among the others. `record.value` is what there is of it.
   */
  reject(record: SourceRecord<unknown>, reason: unknown): void;
  /**
   * Says that the partition has no more records for this flow before `offset`, as where a log was compacted: it is
   * committed past them.
   */
  skipTo(offset: number): void;
  /** Tells that the lane has caught up and is silent, or that it has records again. */
  setIdle(idle: boolean): void;
}

/** A flow as its source sees it: lanes, credit, and the wish to stop. */
export interface FlowOutput<T> {
  /** Aborted when no more records are wanted. */
  readonly signal: AbortSignal;
  /** Announces lanes, with their first offset. Resolves with them when their state is loaded. */
  announce(lanes: readonly LaneStart[]): Promise<ReadonlyArray<LaneOutput<T>>>;
  /**
   * How many records may be handed out now, if the next is of `bytes`. With `maxInFlightBytes` ask before each record;
   * one that is larger than the bound may go when nothing else is in flight.
   */
  credit(bytes?: number): number;
  /** Waits for credit for a record of `bytes`; `false` says that no more records are wanted. */
  ready(bytes?: number): Promise<boolean>;
  /**
   * Lets what all lanes have out settle for up to `within`, and commits. Hand out nothing meanwhile: it is for the
   * moment before partitions may move, when the source does not know yet which of them stay.
   */
  settle(options: RevokeOptions): Promise<void>;
  /**
   * Takes lanes away: what they have out may settle for up to `within`, what is settled is committed, and later
   * acknowledgements count for nothing. Records that they are given from now on are dropped.
   */
  revoke(lanes: readonly Lane[], options?: RevokeOptions): Promise<void>;
}

/** The source's side of a flow. */
export interface FlowPort<T> {
  /** Hands out records until there are no more or `output.signal` aborts, then resolves. */
  start(output: FlowOutput<T>): Promise<void>;
  /**
   * Commits positions, each the next offset to read; resolves when they are durable. Absent: the source does not
   * commit.
   *
   * Resolve with `false`, or with those positions that were committed, when the others could not be for now, as while
   * a consumer group rebalances: they are asked for again at the next commit, and after the end of the flow until
   * `drainTimeout`. A rejection fails the flow with `PENSTOCK_COMMIT_FAILED`.
   */
  commit?(positions: readonly Position[]): Promise<readonly Position[] | false | void>;
  /** Closes connections and files, after the last commit or when the flow is abandoned. */
  close?(): Promise<void>;
}
