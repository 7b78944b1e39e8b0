import type { LstmOptions } from '../../src/index.ts';

/** The network of most tutorials, on the rows as they are. */
export const plain: LstmOptions = { transforms: [], activation: 'relu', scaling: 'minMax', earlyStopping: false };

/** A small one of these, which trains in milliseconds. */
export const quick: LstmOptions = { ...plain, window: 5, units: 3, epochs: 3, batchSize: 16 };
