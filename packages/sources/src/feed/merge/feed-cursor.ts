import type { Placed } from './feed-order.ts';

/** A place in the feed of one lane, as a position store keeps it for a committed offset. */
export interface FeedCursor {
  /** Entries handed out before this place, which is the offset of the next one. */
  readonly offset: number;
  /** Where the feed began, milliseconds since the Unix epoch, UTC; `null` where it began with the socket. */
  readonly since: number | null;
  /**
   * The last entries before this place, in order: enough of them to tell what a backfill brings again, and what had not
   * come yet. Empty where none was handed out.
   */
  readonly recent: readonly Placed[];
}
