import type { FeedCursor, PositionStore } from '../../src/exchange/index.ts';

/** Keeps positions as long as the test runs. */
export const inMemoryPositions = (): PositionStore & { readonly cursors: Map<string, FeedCursor> } => {
  const cursors = new Map<string, FeedCursor>();
  return {
    cursors,
    load: async (topic) => cursors.get(topic),
    save: async (topic, cursor) => void cursors.set(topic, cursor),
  };
};
