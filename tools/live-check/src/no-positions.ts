import type { PositionStore } from '@penstock/sources/exchange';

/** Keeps no position: every check begins anew. */
export const noPositions: PositionStore = { load: async () => undefined, save: async () => undefined };
