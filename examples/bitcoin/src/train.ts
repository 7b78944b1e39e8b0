import { evaluate, lstm, naive } from '@penstock/forecast';
import type { Evaluation, Model, Predictions } from '@penstock/forecast';
import type { Series } from '@penstock/stream';

/** A trained model, and how it did. */
export interface Trained {
  readonly model: Model;
  /** One step ahead on the rows it was trained on, and on those it never saw. */
  readonly fit: { readonly train: Predictions; readonly test: Predictions };
  readonly metrics: { readonly train: Evaluation; readonly test: Evaluation; readonly naive: Evaluation };
}

/** How {@link train} reports and is stopped. */
export interface TrainOptions {
  readonly signal: AbortSignal;
  readonly onEpoch: (epoch: number, loss: number) => void;
}

/** Passes over the training rows. */
export const epochs = 200;

const window = 15;
const trainingShare = 0.6;

/** Trains the LSTM on the first 60 % of the closes, and measures it on the rest beside the naive forecast. */
export const train = async (closes: Series, { signal, onEpoch }: TrainOptions): Promise<Trained> => {
  const rows = Math.floor(closes.values.length * trainingShare);
  const training: Series = { times: closes.times.slice(0, rows), values: closes.values.slice(0, rows) };
  const model = await lstm.fit(training, {
    window,
    units: 10,
    activation: 'relu',
    epochs,
    batchSize: 32,
    signal,
    onEpoch: ({ epoch, loss }) => onEpoch(epoch, loss),
  });
  const last = await naive.fit(training);
  const fit = { train: model.predictions(training), test: model.predictions(closes, { from: rows }) };
  return {
    model,
    fit,
    metrics: {
      train: judge(fit.train),
      test: judge(fit.test),
      naive: judge(last.predictions(closes, { from: rows })),
    },
  };
};

const judge = ({ actual, mean }: Predictions): Evaluation => evaluate(actual, mean);
