import { mapping } from '@penstock/sink-es';
import type { ResultIndex } from './result-index.ts';

/** How far the LSTM was off in a pass over its training rows; its id is `epoch`. */
export interface EpochLoss {
  /** From 1. */
  readonly epoch: number;
  /** Mean squared error of scaled closes. */
  readonly loss: number;
  /** The same on rows held back; null where none are. */
  readonly validation: number | null;
}

/** The index of the loss curve. */
export const lossIndex: ResultIndex<EpochLoss> = {
  index: 'bitcoin_loss',
  mapping: mapping<EpochLoss>({ epoch: 'long', loss: 'double', validation: 'double' }),
  idOf: ({ epoch }) => String(epoch),
};
