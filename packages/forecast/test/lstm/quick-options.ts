import type { LstmOptions } from '../../src/index.ts';

/** The network of most tutorials, without transforms. */
export const plain: LstmOptions = { transforms: [], activation: 'relu', scaling: 'minMax', earlyStopping: false };

/** A small network of that kind, which trains in milliseconds. */
export const quick: LstmOptions = { ...plain, window: 5, units: 3, epochs: 3, batchSize: 16 };
