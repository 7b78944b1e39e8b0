import type { Position } from '../delivery/position.ts';

/**
 * Operator states of one lane by operator name. A value is what the structured-clone algorithm takes: a
 * whole state, or a {@link KeyedChanges}.
 */
export type Snapshots = ReadonlyMap<string, unknown>;

/**
 * Keeps operator state beside committed positions. A snapshot belongs to exactly one position of one
 * lane: after a crash the one of the position that was committed is loaded, also if a later one had
 * been stored already.
 *
 * `blobStateStore` of `@penstock/stream/node` makes one of anything that keeps named bytes.
 */
export interface StateStore {
  /**
   * The whole states at exactly this position, or `undefined`.
   *
   * @throws (rejects with) `PENSTOCK_STATE_CORRUPT` when what is stored cannot be read.
   */
  load(position: Position): Promise<Snapshots | undefined>;
  /**
   * Stores a snapshot durably before it resolves; older ones stay. A crash on the way leaves what was there.
   *
   * @param since the offset of the snapshot of this lane that every `KeyedChanges` in `snapshots` adds to, which may
   * be `position.offset` itself; without it all states are whole.
   */
  save(position: Position, snapshots: Snapshots, since?: number): Promise<void>;
  /** Drops what is not needed to load this position or a later one; this position is committed by now. */
  prune(position: Position): Promise<void>;
}
