import type { PositionStore } from '@penstock/sources/exchange';

/** A store that keeps no position, so that every check starts from the beginning. */
export const noPositions: PositionStore = { load: async () => undefined, save: async () => undefined };
