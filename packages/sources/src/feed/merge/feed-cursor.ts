import type { Placed } from './feed-order.ts';

/** The position of a lane, which a position store keeps for a committed offset. */
export interface FeedCursor {
  /** The number of entries handed out so far, which is the offset of the next one. */
  readonly offset: number;
  /**
   * The time at which the feed began, in milliseconds since the Unix epoch, UTC; `null` when it began with the first
   * entry of the socket.
   */
  readonly since: number | null;
  /**
   * The last entries that were handed out, in order. They show which entries of a backfill are repeats and which are
   * new. Empty when no entry was handed out.
   */
  readonly recent: readonly Placed[];
}
