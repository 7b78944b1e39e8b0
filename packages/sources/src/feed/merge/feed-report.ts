import type { Placed } from './feed-order.ts';

/**
 * A gap: the flow may lack all entries between `after` and `before`, and will not get them. It has both bounds. If ids
 * are not consecutive, it is not known whether there were any entries. With the order `'time'`, entries of the same
 * instants as the bounds may be missing, too.
 */
export interface FeedGap {
  readonly kind: 'gap';
  /** The name of the lane, such as a symbol. */
  readonly lane: string;
  /** The last entry before the gap; without an `id` it is the option `since`; `null` when there is neither. */
  readonly after: Placed | { readonly time: number } | null;
  /** The first entry after the gap. */
  readonly before: Placed;
  /**
   * `'out-of-reach'`: backfill begins later; `'no-backfill'`: the feed has no backfill; `'unconfirmed'`: backfill did
   * not reach the entries from the socket within `confirmWithin`.
   */
  readonly reason: 'out-of-reach' | 'no-backfill' | 'unconfirmed';
}

/** An entry that came after later entries had been handed out. It is still handed out, out of order. */
export interface FeedLate {
  readonly kind: 'late';
  readonly lane: string;
  readonly entry: Placed;
}

/**
 * An entry so old that it may be a repeated one. It is not handed out. It occurs when an exchange sends old trades on a
 * new connection.
 */
export interface FeedStale {
  readonly kind: 'stale';
  readonly lane: string;
  readonly entry: Placed;
}

/** A report of the merge of a lane. */
export type MergeReport = FeedGap | FeedLate | FeedStale;
