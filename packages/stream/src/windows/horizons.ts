import type { LaneWindows } from './lane-windows.ts';
import type { WindowSettings } from './window-options.ts';

/** The newest event time of the lane that is behind all others that are active; `Infinity` when none is. */
export const slowestActive = (lanes: Iterable<LaneWindows<unknown>>): number => {
  let slowest = Infinity;
  for (const { lane, newest } of lanes) if (lane.state === 'active' && newest < slowest) slowest = newest;
  return slowest;
};

/**
 * How far windows may close without a record of their own lane: by the lanes that are active, else by the clock once
 * the lane has been idle for `idleTimeout`.
 *
 * @param idleSince when the lane became idle, by the scheduler's clock; `undefined` for one that is not.
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

/** Where the newest open window of the lanes ends; `-Infinity` where none is open. */
export const lastEnd = (lanes: ReadonlyArray<LaneWindows<unknown>>): number =>
  Math.max(...lanes.map(({ open }) => open.newest?.end ?? -Infinity));
