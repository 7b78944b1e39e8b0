import { msle, pseudoHuber } from '@penstock/forecast';
import type { Predictions } from '@penstock/forecast';
import { mapping } from '@penstock/sink-es';
import type { Series } from '@penstock/stream';
import { dayOf } from '../prices/document.ts';
import type { ForecastSummary } from '../output/summary.ts';
import type { Trained } from '../model/train.ts';
import type { EpochLoss } from './loss-documents.ts';
import { dayField } from './result-index.ts';
import type { ResultIndex } from './result-index.ts';

/** A forecast with the data of its charts and its evaluation. */
export interface ForecastResult {
  readonly closes: Series;
  readonly fit: Trained['fit'];
  /** The loss of each epoch of the LSTM. */
  readonly loss: readonly EpochLoss[];
  readonly summary: ForecastSummary;
}

/** One day of the series that was trained on, or of the forecast; its id is `Date`. */
export interface ForecastDay {
  readonly Date: string;
  /** The close; null on the days ahead. */
  readonly Close: number | null;
  /** The prediction of the LSTM for a day that it was trained on, and for a later day. */
  readonly train: number | null;
  readonly test: number | null;
  /** The forecast for a day ahead. */
  readonly mean: number | null;
  /** The bands of the forecast. */
  readonly lower80: number | null;
  readonly upper80: number | null;
  readonly lower95: number | null;
  readonly upper95: number | null;
}

/** One metric of the evaluation; its id is `metric`. */
export interface Metric {
  /** The last day of the prices. */
  readonly Date: string;
  readonly metric: string;
  readonly train: number;
  readonly test: number;
  /** The metric of the naive forecast on the test rows. */
  readonly naive: number;
}

/** The index of forecasts. */
export const forecastIndex: ResultIndex<ForecastDay> = {
  index: 'bitcoin_forecast',
  mapping: mapping<ForecastDay>({
    Date: dayField,
    Close: 'double',
    train: 'double',
    test: 'double',
    mean: 'double',
    lower80: 'double',
    upper80: 'double',
    lower95: 'double',
    upper95: 'double',
  }),
  idOf: ({ Date }) => Date,
};

/** The index of evaluations. */
export const evaluationIndex: ResultIndex<Metric> = {
  index: 'bitcoin_evaluation',
  mapping: mapping<Metric>({ Date: dayField, metric: 'keyword', train: 'double', test: 'double', naive: 'double' }),
  idOf: ({ metric }) => metric,
};

/** The days of a forecast: those with a close, then those ahead. */
export const forecastDays = ({ closes, fit, summary }: ForecastResult): ForecastDay[] => {
  const [train, test] = [byTime(fit.train), byTime(fit.test)];
  const known = Array.from(closes.times, (time, row): ForecastDay => ({
    Date: dayOf(time),
    Close: closes.values[row]!,
    train: train.get(time) ?? null,
    test: test.get(time) ?? null,
    mean: null,
    ...noBands,
  }));
  return known.concat(
    summary.forecast.map(({ date, ...ahead }) => ({ Date: date, Close: null, train: null, test: null, ...ahead })),
  );
};

/**
 * The evaluation, one document for each metric: the metrics of the terminal, and two more that Elastic has for
 * regression.
 */
export const metricsOf = ({ closes, fit, summary: { metrics } }: ForecastResult): Metric[] => {
  const names = Object.keys(metrics.test) as Array<keyof typeof metrics.test>;
  const { train, test, naive } = fit;
  return [
    ...names.map((metric) => ({
      metric,
      train: metrics.train[metric],
      test: metrics.test[metric],
      naive: metrics.naive[metric],
    })),
    { metric: 'msle', train: of(train, msle), test: of(test, msle), naive: of(naive, msle) },
    {
      metric: 'pseudoHuber',
      train: of(train, pseudoHuber),
      test: of(test, pseudoHuber),
      naive: of(naive, pseudoHuber),
    },
  ].map((metric) => ({ Date: dayOf(closes.times.at(-1)!), ...metric }));
};

const of = ({ actual, mean }: Predictions, metric: typeof msle): number => metric(actual, mean);

const noBands = { lower80: null, upper80: null, lower95: null, upper95: null } as const;

const byTime = ({ times, mean }: Trained['fit']['train']): Map<number, number> =>
  new Map(Array.from(times, (time, row) => [time, mean[row]!]));
