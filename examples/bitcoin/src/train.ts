import { explainedVariance, mae, mape, meanGammaDeviance, meanPoissonDeviance, mse, lstm, naive, r2, rmse } from '@penstock/forecast';
import type { Evaluation, Model, Predictions } from '@penstock/forecast';
import type { Series } from '@penstock/stream';

/** All metrics; the deviances are null where a prediction is not above 0, for which they have no value. */
export type Judgement = Omit<Evaluation, 'gammaDeviance' | 'poissonDeviance'> & Readonly<Record<'gammaDeviance' | 'poissonDeviance', number | null>>;

/** A trained model, and how it did. */
export interface Trained {
  readonly model: Model;
  /** One step ahead on the rows it was trained on, and on those it never saw. */
  readonly fit: { readonly train: Predictions; readonly test: Predictions };
  readonly metrics: { readonly train: Judgement; readonly test: Judgement; readonly naive: Judgement };
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

const judge = ({ actual, mean }: Predictions): Judgement => {
  // A network with relu may leave the range that it was trained on, and prices with it.
  const positive = mean.every((price) => price > 0);
  return {
    rmse: rmse(actual, mean),
    mse: mse(actual, mean),
    mae: mae(actual, mean),
    mape: mape(actual, mean),
    explainedVariance: explainedVariance(actual, mean),
    r2: r2(actual, mean),
    gammaDeviance: positive ? meanGammaDeviance(actual, mean) : null,
    poissonDeviance: positive ? meanPoissonDeviance(actual, mean) : null,
  };
};
