import type { StateStore } from '@penstock/stream';
import type { TopicIdentity } from '../client/kafka-client.ts';
import { isReplaced } from './commit-note.ts';

// The key of the topic's identity, which is stored beside the states of the operators.
const entry = 'penstock-topic';

/**
 * Wraps a state store so that it loads only states of the current topic, not those of a deleted topic of the same name.
 */
export const topicStates = (store: StateStore, identity: () => TopicIdentity | undefined): StateStore => ({
  load: async (position) => {
    const stored = await store.load(position);
    if (!stored) return undefined;
    const states = new Map(stored);
    const before = states.get(entry) as TopicIdentity | undefined;
    states.delete(entry);
    const now = identity();
    return before && now && isReplaced(before, now) ? undefined : states;
  },
  save: async (position, states, since) => {
    const topic = identity();
    await store.save(position, topic ? new Map(states).set(entry, topic) : states, since);
  },
  prune: (position) => store.prune(position),
});
