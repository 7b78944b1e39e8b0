import type { LaneWindows } from './lane-windows.ts';
import type { WindowSettings } from './window-options.ts';

/** The smallest of the newest event times of all active lanes; `Infinity` when no lane is active. */
export const slowestActive = (lanes: Iterable<LaneWindows<unknown>>): number => {
  let slowest = Infinity;
  for (const { lane, newest } of lanes) if (lane.state === 'active' && newest < slowest) slowest = newest;
  return slowest;
};

/**
 * Returns the instant up to which windows of an idle lane may close. The active lanes decide. When there are none, the
 * clock decides after the lane has been idle for `idleTimeout`; before, it is `-Infinity`.
 *
 * @param idleSince When the lane became idle, by the scheduler's clock; `undefined` when it is not idle.
 */
export const idleHorizon = (
  idleSince: number | undefined,
  lanes: Iterable<LaneWindows<unknown>>,
  { lateness, idleTimeout, scheduler }: Pick<WindowSettings<never>, 'lateness' | 'idleTimeout' | 'scheduler'>,
): number => {
  const slowest = slowestActive(lanes);
  if (slowest < Infinity) return slowest - lateness;
  const now = scheduler.now();
  return idleSince !== undefined && now - idleSince >= idleTimeout ? now - idleTimeout - lateness : -Infinity;
};

/** The end of the newest open window of the lanes; `-Infinity` when none is open. */
export const lastEnd = (lanes: ReadonlyArray<LaneWindows<unknown>>): number =>
  Math.max(...lanes.map(({ open }) => open.newest?.end ?? -Infinity));
