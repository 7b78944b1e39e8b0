import type { SchedulerLike } from 'rxjs';
import type { Bell } from '../../bell.ts';
import type { FeedLink } from '../feed-link.ts';
import type { FeedSettings } from '../feed-options.ts';
import type { LaneFeed } from './lane-feed.ts';

/** The state that the loops of a running feed share. */
export interface FeedRun<T> {
  readonly link: FeedLink<T>;
  readonly lanes: ReadonlyArray<LaneFeed<T>>;
  readonly settings: FeedSettings;
  readonly scheduler: SchedulerLike;
  /** Rings when something changes that a loop may wait for. */
  readonly bell: Bell;
  /** Aborts when the feed must stop. */
  readonly signal: AbortSignal;
  /** Ends the feed with an error. */
  readonly fail: (error: unknown) => void;
}

/** Waits until a condition holds or the feed must stop; returns false when it must stop. */
export const until = async <T>({ bell, signal }: FeedRun<T>, holds: () => boolean): Promise<boolean> => {
  while (!signal.aborted && !holds()) await bell.wait();
  return !signal.aborted;
};

/** Returns the number of values of all lanes that wait for the sink. */
export const readyIn = <T>({ lanes }: FeedRun<T>): number => lanes.reduce((sum, { filler }) => sum + filler.ready, 0);

/** Returns the number of values of all lanes that wait for the sink or for a backfill. */
export const heldBy = <T>({ lanes }: FeedRun<T>): number => lanes.reduce((sum, { filler }) => sum + filler.size, 0);
