import { streamError } from '../errors.ts';
import type { StateStore } from './state-store.ts';

// The name of the entry for the format version, next to the entries of the operators.
const entry = 'penstock-format';

/**
 * The version of the snapshots that the operators of this package write. Raise it when one of them changes its format,
 * and keep reading the earlier versions. Stored states without a version are older and have the format 1.
 */
const format = 1;

/**
 * Wraps a store so that its states have a format version. Loading states of another version rejects.
 *
 * @throws (rejects with, from `load`) `PENSTOCK_FORMAT_UNSUPPORTED`
 */
export const versionedStates = (store: StateStore): StateStore => ({
  load: async (position) => {
    const stored = await store.load(position);
    if (!stored?.has(entry)) return stored;
    const states = new Map(stored);
    const found = states.get(entry);
    states.delete(entry);
    if (found === format) return states;
    const { topic, partition, offset } = position;
    throw streamError(
      'PENSTOCK_FORMAT_UNSUPPORTED',
      `Expected format version ${format} of the state of ${topic}-${partition} at offset ${offset}; got ` +
        `${String(found)}. Run the version of Penstock that wrote it, or a later one. Or remove the state and read ` +
        'the topic from its beginning.',
    );
  },
  save: (position, states, since) => store.save(position, new Map(states).set(entry, format), since),
  prune: (position) => store.prune(position),
});
