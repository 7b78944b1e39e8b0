import type { Placed } from './feed-order.ts';

/**
 * Entries that the exchange had and this flow will not get: all between `after` and `before`, both of which it has.
 * There may be none of them where the ids of a feed do not tell. In a feed that goes by time, entries of the two
 * instants themselves may be missing as well.
 */
export interface FeedGap {
  readonly kind: 'gap';
  /** The lane's symbol or name. */
  readonly lane: string;
  /** The last entry before the gap; without an `id` it is the `since` of the options. `null` where nothing is known. */
  readonly after: Placed | { readonly time: number } | null;
  /** The first entry after the gap. */
  readonly before: Placed;
  /**
   * `'out-of-reach'`: what can be asked for begins later; `'no-backfill'`: nothing can be asked for; `'unconfirmed'`:
   * the answers did not reach up to what the socket brought in time.
   */
  readonly reason: 'out-of-reach' | 'no-backfill' | 'unconfirmed';
}

/** An entry that came so far behind its place that later ones had been handed out. It is handed out as well. */
export interface FeedLate {
  readonly kind: 'late';
  readonly lane: string;
  readonly entry: Placed;
}

/**
 * An entry that stands so far back that it cannot be told from a repeated one. It is not handed out; seen when an
 * exchange sends old trades on a new connection.
 */
export interface FeedStale {
  readonly kind: 'stale';
  readonly lane: string;
  readonly entry: Placed;
}

/** What the merge of a lane has to tell. */
export type MergeReport = FeedGap | FeedLate | FeedStale;
