import type { FeedOrder } from './merge/feed-order.ts';

/** What the values of a feed are. */
export interface FeedDefinition<T> {
  /** Name of the feed; the positions of a lane are kept under `NAME:LANE`. */
  readonly name: string;
  /** Symbols or the like, each of which is a lane. */
  readonly lanes: readonly string[];
  readonly order: FeedOrder;
  readonly id: (value: T) => string;
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: (value: T) => number;
  /** Why a value is to be rejected; undefined where it is sound. */
  readonly fault: (value: T) => Error | undefined;
}
