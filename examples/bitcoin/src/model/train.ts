import { evaluate, lstm, naive } from '@penstock/forecast';
import type { Evaluation, LstmOptions, Predictions } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { rescaled } from './rescaled.ts';
import type { Forecasting } from './rescaled.ts';

/** A trained model, and how it did. */
export interface Trained {
  /** One step ahead on the rows it was trained on, and on those it never saw. */
  readonly fit: { readonly train: Predictions; readonly test: Predictions };
  readonly metrics: { readonly train: Evaluation; readonly test: Evaluation; readonly naive: Evaluation };
  /** What the engine took to train. */
  readonly seconds: number;
  /** Forecasts closes. */
  readonly model: Forecasting;
}

/** What the LSTM learns from. */
type Scale = 'logarithms' | 'closes';

/** How {@link train} reports and is stopped. */
export interface TrainOptions {
  /** `closes` is the report's own; in `logarithms` a price cannot fall below 0, however far the forecast goes. */
  readonly scale: Scale;
  readonly engine: NonNullable<LstmOptions['engine']>;
  readonly signal: AbortSignal;
  readonly onEpoch: (epoch: number, loss: number) => void;
}

/** Passes over the training rows. */
export const epochs = 200;

const window = 15;
const trainingShare = 0.6;

/** How many of the days an LSTM is trained on, the first ones. */
export const trainingRowsOf = (closes: Series): number => Math.floor(closes.values.length * trainingShare);

/** Trains the report's LSTM on the first 60 % of the closes, and measures it on the rest beside the naive forecast. */
export const train = async (closes: Series, { scale, engine, signal, onEpoch }: TrainOptions): Promise<Trained> => {
  const rows = trainingRowsOf(closes);
  const { forward, back } = scales[scale];
  const training: Series = { times: closes.times.slice(0, rows), values: closes.values.slice(0, rows) };
  const began = performance.now();
  const model = await lstm.fit(forward(training), {
    window,
    units: 10,
    activation: 'relu',
    scaling: 'minMax',
    transforms: [],
    earlyStopping: false,
    epochs,
    batchSize: 32,
    engine,
    signal,
    onEpoch: ({ epoch, loss }) => onEpoch(epoch, loss),
  });
  const seconds = (performance.now() - began) / 1_000;
  const predictions = (series: Series, from?: number): Predictions => {
    const { times, actual, mean } = model.predictions(forward(series), from === undefined ? {} : { from });
    return { times, actual: actual.map(back), mean: mean.map(back) };
  };
  const last = await naive.fit(training);
  const fit = { train: predictions(training), test: predictions(closes, rows) };
  return {
    fit,
    seconds,
    metrics: {
      train: judged(fit.train),
      test: judged(fit.test),
      naive: judged(last.predictions(closes, { from: rows })),
    },
    model: rescaled(model, forward, back),
  };
};

const judged = ({ actual, mean }: Predictions): Evaluation => evaluate(actual, mean);

interface Rescaling {
  forward(this: void, series: Series): Series;
  back(this: void, value: number): number;
}

const scales: Readonly<Record<Scale, Rescaling>> = {
  logarithms: { forward: ({ times, values }) => ({ times, values: values.map(Math.log) }), back: Math.exp },
  closes: { forward: (series) => series, back: (value) => value },
};
