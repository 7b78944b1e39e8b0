import type { SchedulerLike } from 'rxjs';
import type { Bell } from '../../bell.ts';
import type { FeedLink } from '../feed-link.ts';
import type { FeedSettings } from '../feed-options.ts';
import type { LaneFeed } from './lane-feed.ts';

/** What the loops of a running feed share. */
export interface FeedRun<T> {
  readonly link: FeedLink<T>;
  readonly lanes: ReadonlyArray<LaneFeed<T>>;
  readonly settings: FeedSettings;
  readonly scheduler: SchedulerLike;
  /** Rings when anything has changed that a loop may wait for. */
  readonly bell: Bell;
  /** Aborts when the feed is to stop. */
  readonly signal: AbortSignal;
  /** Ends the feed with an error. */
  readonly fail: (error: unknown) => void;
}

/** Waits until something holds or the feed is to stop; false when it is to stop. */
export const until = async <T>({ bell, signal }: FeedRun<T>, holds: () => boolean): Promise<boolean> => {
  while (!signal.aborted && !holds()) await bell.wait();
  return !signal.aborted;
};

/** Values of all lanes that wait for the sink. */
export const readyIn = <T>({ lanes }: FeedRun<T>): number => lanes.reduce((sum, { filler }) => sum + filler.ready, 0);

/** Values of all lanes that wait for the sink or for a backfill. */
export const heldBy = <T>({ lanes }: FeedRun<T>): number => lanes.reduce((sum, { filler }) => sum + filler.size, 0);
