import type { LstmOptions } from '../../src/index.ts';

/** A small plain network that trains in milliseconds, on the rows as they are. */
export const quick: LstmOptions = {
  transforms: [],
  activation: 'relu',
  scaling: 'minMax',
  earlyStopping: false,
  window: 5,
  units: 3,
  epochs: 3,
  batchSize: 16,
};
