import { evaluate, lstm, naive } from '@penstock/forecast';
import type { Evaluation, Forecast, LstmOptions, Predictions } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { ifLongEnough } from './if-long-enough.ts';

/** A trained model, and how it did. */
export interface Trained {
  /** One step ahead on the rows it was trained on, and on those it never saw. */
  readonly fit: { readonly train: Predictions; readonly test: Predictions };
  readonly metrics: { readonly train: Evaluation; readonly test: Evaluation; readonly naive: Evaluation };
  /** What the engine took to train. */
  readonly seconds: number;
  /** The next `horizon` days, with bands at the levels 80 and 95 where there are days enough to measure them on. */
  forecast(horizon: number): Forecast;
}

/** How {@link train} reports and is stopped. */
export interface TrainOptions {
  readonly engine: NonNullable<LstmOptions['engine']>;
  readonly signal: AbortSignal;
  readonly onEpoch: (epoch: number, loss: number) => void;
}

/** Passes over the training rows. */
export const epochs = 200;

const window = 15;
const trainingShare = 0.6;
const levels = [80, 95];

/** Trains the LSTM on the first 60 % of the closes, and measures it on the rest beside the naive forecast. */
export const train = async (closes: Series, { engine, signal, onEpoch }: TrainOptions): Promise<Trained> => {
  const rows = Math.floor(closes.values.length * trainingShare);
  const training: Series = { times: closes.times.slice(0, rows), values: closes.values.slice(0, rows) };
  const began = performance.now();
  // In logarithms a price cannot fall below 0, however far it has left the range that was trained on.
  const model = await lstm.fit(logarithms(training), {
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
    const { times, actual, mean } = model.predictions(logarithms(series), from === undefined ? {} : { from });
    return { times, actual: actual.map(Math.exp), mean: mean.map(Math.exp) };
  };
  const last = await naive.fit(training);
  const fit = { train: predictions(training), test: predictions(closes, rows) };
  return {
    fit,
    seconds,
    metrics: {
      train: judge(fit.train),
      test: judge(fit.test),
      naive: judge(last.predictions(closes, { from: rows })),
    },
    forecast(horizon) {
      const after = logarithms(closes);
      const {
        times,
        mean,
        intervals = [],
      } = ifLongEnough(
        () => model.forecast(horizon, { after, levels }),
        () => model.forecast(horizon, { after }),
      );
      return {
        times,
        mean: mean.map(Math.exp),
        intervals: intervals.map(({ level, lower, upper }) => ({
          level,
          lower: lower.map(Math.exp),
          upper: upper.map(Math.exp),
        })),
      };
    },
  };
};

const judge = ({ actual, mean }: Predictions): Evaluation => evaluate(actual, mean);

const logarithms = ({ times, values }: Series): Series => ({ times, values: values.map(Math.log) });
