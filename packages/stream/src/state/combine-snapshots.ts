import { appended, isAppended, isKeyedChanges, keyedChanges } from './keyed-changes.ts';
import type { KeyedChanges } from './keyed-changes.ts';
import type { Snapshots } from './state-store.ts';

/**
 * Combines two snapshots of a lane. A whole state in `later` replaces the one in `earlier`; changes are applied to it.
 * An operator that `later` does not have is dropped.
 */
export const combineSnapshots = (earlier: Snapshots, later: Snapshots): Snapshots =>
  new Map(
    [...later].map(([operator, snapshot]) => [
      operator,
      isKeyedChanges(snapshot) ? layOver(earlier.get(operator), snapshot) : snapshot,
    ]),
  );

// Keys are removed before the changed ones are set, so that a key that was removed and added again comes last, as it
// does in the operator.
const layOver = (earlier: unknown, { changed, removed }: KeyedChanges): unknown => {
  if (isKeyedChanges(earlier)) {
    const before = new Map(earlier.changed);
    for (const key of removed) before.delete(key);
    for (const [key, state] of changed) before.set(key, extend(before.get(key), state));
    return keyedChanges(before, [...new Set([...earlier.removed, ...removed])]);
  }
  const states = new Map(earlier as ReadonlyMap<string, unknown> | undefined);
  for (const key of removed) states.delete(key);
  for (const [key, state] of changed) states.set(key, extend(states.get(key), state));
  return states;
};

const extend = (earlier: unknown, state: unknown): unknown => {
  if (!isAppended(state) || earlier === undefined) return state;
  return isAppended(earlier)
    ? appended([...earlier.items, ...state.items])
    : [...(earlier as readonly unknown[]), ...state.items];
};
