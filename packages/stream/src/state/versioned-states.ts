import { streamError } from '../errors.ts';
import type { StateStore } from './state-store.ts';

// Stands among the states of the operators.
const entry = 'penstock-format';

/**
 * The shape of what the operators of this package snapshot. Raise it when one of them changes its shape, and go on
 * reading the versions before. States without a number were written before there was one, and have the shape of 1.
 */
const format = 1;

/**
 * A store whose states carry their format version, whatever store keeps them; states of a later version are not loaded.
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
      `The state of ${topic}-${partition} at offset ${offset} has the format version ${String(found)}; expected ` +
        `${format}. Run the version of Penstock that wrote it, or a later one; or remove the state and read the ` +
        'topic from its beginning.',
    );
  },
  save: (position, states, since) => store.save(position, new Map(states).set(entry, format), since),
  prune: (position) => store.prune(position),
});
