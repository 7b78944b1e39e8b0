import { mapping } from '@penstock/sink-es';
import type { ResultIndex } from './result-index.ts';

/** The loss of the LSTM after an epoch; its id is `epoch`. */
export interface EpochLoss {
  /** From 1. */
  readonly epoch: number;
  /** Mean squared error of scaled closes. */
  readonly loss: number;
  /** The same on validation rows; null if there are none. */
  readonly validation: number | null;
}

/** The index of the loss curve. */
export const lossIndex: ResultIndex<EpochLoss> = {
  index: 'bitcoin_loss',
  mapping: mapping<EpochLoss>({ epoch: 'long', loss: 'double', validation: 'double' }),
  idOf: ({ epoch }) => String(epoch),
};
