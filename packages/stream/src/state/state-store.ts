import type { Position } from '../delivery/flow.ts';

/** Operator states of one lane by operator name; values are what the structured-clone algorithm takes. */
export type Snapshots = ReadonlyMap<string, unknown>;

/**
 * Keeps operator state beside committed positions. A snapshot belongs to exactly one position of one
 * lane: after a crash the one of the position that was committed is loaded, also if a later one had
 * been stored already.
 */
export interface StateStore {
  /** The snapshot at exactly this position, or `undefined`. */
  load(position: Position): Promise<Snapshots | undefined>;
  /** Stores a snapshot durably before it resolves; an older one stays. */
  save(position: Position, snapshots: Snapshots): Promise<void>;
  /** Drops the snapshots of the lane before this position, which is committed by now. */
  prune(position: Position): Promise<void>;
}
