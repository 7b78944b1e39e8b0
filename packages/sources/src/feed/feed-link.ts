import type { BackfillPlace } from './merge/gap-filler.ts';

export type { BackfillPlace } from './merge/gap-filler.ts';

/** An answer to a backfill: all values between the first and the last of them, in any order. */
export interface BackfillPage<T> {
  readonly values: readonly T[];
  /**
   * Nothing is missing between the place that was asked for and the first value. Where it is false, an answer that
   * begins before the last known value is complete as well; any other leads to a gap that is reported.
   */
  readonly reaches: boolean;
  /** There are later values: ask again. */
  readonly more: boolean;
}

/** What a link tells of its socket. */
export interface FeedListener<T> {
  /** The socket is open and the subscription asked for. */
  opened(): void;
  /** Values of one message, in the lane of that name. */
  values(lane: string, values: readonly T[]): void;
  /** Anything came, such as a heartbeat. */
  heard(): void;
}

/** How a feed gets at its values: a socket, and answers to questions. */
export interface FeedLink<T> {
  /**
   * Opens a socket for these lanes and serves it. Rejects when it is lost, with a reason that tells whether to try
   * again; rejects soon after `signal` aborts, with the socket closed.
   */
  open(lanes: readonly string[], listener: FeedListener<T>, signal: AbortSignal): Promise<void>;
  /** Asks for values from a place on; absent where nothing can be asked for. */
  readonly backfill?: (lane: string, place: BackfillPlace, signal: AbortSignal) => Promise<BackfillPage<T>>;
  /** Lets go of what all sockets shared. */
  close?(): Promise<void>;
}
