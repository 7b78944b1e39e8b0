import type { Position } from '../delivery/position.ts';

/**
 * Operator states of one lane, by operator name. A value is structured-cloneable: a whole state, or a
 * {@link KeyedChanges}.
 */
export type Snapshots = ReadonlyMap<string, unknown>;

/**
 * Stores operator state by position. A snapshot belongs to exactly one position of one lane. After a crash the flow
 * loads the snapshot of the committed position, even when the store already has a later one.
 *
 * `blobStateStore` of `@penstock/stream/node` makes a `StateStore` of any storage that keeps bytes by name.
 */
export interface StateStore {
  /**
   * Loads the whole states of exactly this position; `undefined` when there are none.
   *
   * @throws (rejects with) `PENSTOCK_STATE_CORRUPT` when what is stored cannot be read.
   */
  load(position: Position): Promise<Snapshots | undefined>;
  /**
   * Stores a snapshot; resolves when it is durable. Earlier snapshots are kept. A crash during the save must leave the
   * earlier content intact.
   *
   * @param since Offset of the earlier snapshot of this lane that every `KeyedChanges` in `snapshots` extends; it may
   * be `position.offset` itself. Without it all states are whole.
   */
  save(position: Position, snapshots: Snapshots, since?: number): Promise<void>;
  /** Deletes the snapshots that are not needed to load this position, which is committed, or a later one. */
  prune(position: Position): Promise<void>;
}
