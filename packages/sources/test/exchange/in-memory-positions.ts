import type { FeedCursor, PositionStore } from '../../src/exchange/index.ts';

/** Makes a position store in memory. */
export const inMemoryPositions = (): PositionStore & { readonly cursors: Map<string, FeedCursor> } => {
  const cursors = new Map<string, FeedCursor>();
  return {
    cursors,
    load: async (topic) => cursors.get(topic),
    save: async (topic, cursor) => void cursors.set(topic, cursor),
  };
};
