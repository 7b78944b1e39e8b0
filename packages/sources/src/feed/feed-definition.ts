import type { FeedOrder } from './merge/feed-order.ts';

/** The lanes of a feed, and how its values are ordered, identified and checked. */
export interface FeedDefinition<T> {
  /** The name of the feed. The positions of a lane are kept under `NAME:LANE`. */
  readonly name: string;
  /** The names of the lanes, such as symbols. */
  readonly lanes: readonly string[];
  readonly order: FeedOrder;
  readonly id: (value: T) => string;
  /** Returns the time of a value in milliseconds since the Unix epoch, UTC. */
  readonly time: (value: T) => number;
  /** Returns the reason to reject a value; undefined for a valid value. */
  readonly fault: (value: T) => Error | undefined;
}
