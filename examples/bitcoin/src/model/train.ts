import { evaluate, lstm, naive } from '@penstock/forecast';
import type { Evaluation, LstmEpochReport, LstmModel, LstmOptions, Predictions, Transform } from '@penstock/forecast';
import type { Series } from '@penstock/stream';

/** A trained model with its metrics. */
export interface Trained {
  /** Predictions one step ahead for the training rows, and for the later rows. */
  readonly fit: {
    readonly train: Predictions;
    readonly test: Predictions;
    /** Predictions of naive for the rows of `test`. */
    readonly naive: Predictions;
  };
  readonly metrics: { readonly train: Evaluation; readonly test: Evaluation; readonly naive: Evaluation };
  /** How long the training took. */
  readonly seconds: number;
  /** Forecasts closes. */
  readonly model: LstmModel;
}

/** Options of {@link train}. */
export interface TrainOptions {
  /** Transforms of the closes; the report uses none. With `log()` the LSTM learns from relative prices. */
  readonly transforms: readonly Transform[];
  readonly engine: NonNullable<LstmOptions['engine']>;
  readonly signal: AbortSignal;
  readonly onEpoch: (report: LstmEpochReport) => void;
}

/** Passes over the training rows. */
export const epochs = 200;

const window = 15;
const trainingShare = 0.6;

/** The number of days, from the first on, that an LSTM is trained on. */
export const trainingRowsOf = (closes: Series): number => Math.floor(closes.values.length * trainingShare);

/** Trains the report's LSTM on the first 60 % of the closes, and evaluates it and naive on the rest. */
export const train = async (
  closes: Series,
  { transforms, engine, signal, onEpoch }: TrainOptions,
): Promise<Trained> => {
  const rows = trainingRowsOf(closes);
  const training: Series = { times: closes.times.slice(0, rows), values: closes.values.slice(0, rows) };
  const began = performance.now();
  const model = await lstm.fit(training, {
    window,
    units: 10,
    activation: 'relu',
    scaling: 'minMax',
    transforms,
    earlyStopping: false,
    epochs,
    batchSize: 32,
    engine,
    signal,
    onEpoch,
  });
  const seconds = (performance.now() - began) / 1_000;
  const last = await naive.fit(training);
  const fit = {
    train: model.predictions(training),
    test: model.predictions(closes, { from: rows }),
    naive: last.predictions(closes, { from: rows }),
  };
  return {
    fit,
    seconds,
    metrics: {
      train: judged(fit.train),
      test: judged(fit.test),
      naive: judged(fit.naive),
    },
    model,
  };
};

const judged = ({ actual, mean }: Predictions): Evaluation => evaluate(actual, mean);
