import type { BackfillPlace } from './merge/gap-filler.ts';

export type { BackfillPlace } from './merge/gap-filler.ts';

/** A response to a backfill request: all values between its first and its last one, in any order. */
export interface BackfillPage<T> {
  readonly values: readonly T[];
  /**
   * Whether nothing is missing between the requested place and the first value. If false, the page is still complete
   * when it begins before the last known value; otherwise a gap is reported.
   */
  readonly reaches: boolean;
  /** Whether there are later values, so that another request is needed. */
  readonly more: boolean;
}

/** Receives the events of a link's socket. */
export interface FeedListener<T> {
  /** Reports that the socket is open and the subscription was sent. */
  opened(): void;
  /** Hands over the values of one message, for the lane with this name. */
  values(lane: string, values: readonly T[]): void;
  /** Reports that a message came, also one without values, such as a heartbeat. */
  heard(): void;
}

/** Gets the values of a feed, by a socket and by backfill requests. */
export interface FeedLink<T> {
  /**
   * Opens a socket for these lanes and serves it. Rejects when the socket is lost, with an error that is transient or
   * not. Rejects soon after `signal` aborts, with the socket closed.
   */
  open(lanes: readonly string[], listener: FeedListener<T>, signal: AbortSignal): Promise<void>;
  /** Requests values from a place on; undefined when the feed has no backfill. */
  readonly backfill?: (lane: string, place: BackfillPlace, signal: AbortSignal) => Promise<BackfillPage<T>>;
  /** Closes what the sockets shared. */
  close?(): Promise<void>;
}
