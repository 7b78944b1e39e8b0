import type { Position } from './position.ts';

/** The position where a lane begins. */
export interface LaneStart extends Position {
  /**
   * First offset that the partition still has; default 0. A lane that begins above it continues an earlier run. If the
   * state store then has no state of an operator, the flow errors with `PENSTOCK_STATE_MISSING`.
   */
  readonly earliest?: number;
}
