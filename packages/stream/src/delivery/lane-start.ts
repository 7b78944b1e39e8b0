import type { Position } from './position.ts';

/** Where a lane begins. */
export interface LaneStart extends Position {
  /**
   * First offset that the partition still has; default 0. A lane that begins above it continues earlier work, and an
   * operator without its state then errors with `PENSTOCK_STATE_MISSING`.
   */
  readonly earliest?: number;
}
