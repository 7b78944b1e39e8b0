import type { OptionNames } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';

/** How {@link AnomalyDetector} judges; all optional. */
export interface AnomalyOptions {
  /**
   * The expected value of a row is the median of so many rows before it. 1 is the last value, which finds changes from
   * row to row; more rows give a level that one odd row does not move. 1 to 10000, default 14.
   */
  readonly history?: number;
  /** A row is judged by so many of the latest errors of that expectation. 10 to 10000, default 365. */
  readonly window?: number;
  /** How many robust deviations lie between the typical value and a bound. Above 0, default 5. */
  readonly threshold?: number;
  /**
   * `log` judges errors by ratio and takes values above 0 alone, such as prices; `linear` by difference. Default `log`.
   */
  readonly scale?: 'log' | 'linear';
}

/** The names of {@link AnomalyOptions}. */
export const anomalyOptionNames: OptionNames<AnomalyOptions> = {
  history: true,
  window: true,
  threshold: true,
  scale: true,
};

/** {@link AnomalyOptions}, all of them and in range. */
export type CheckedAnomalyOptions = Required<AnomalyOptions>;

// In a larger window the moves of memory would take more than about a microsecond for each row.
const mostRows = 10_000;

/** Fills in the defaults; throws `PENSTOCK_BAD_OPTION`. */
export const checkAnomalyOptions = ({
  history = 14,
  window = 365,
  threshold = 5,
  scale = 'log',
}: AnomalyOptions): CheckedAnomalyOptions => {
  wholeNumber('history', history, 1, mostRows);
  wholeNumber('window', window, 10, mostRows);
  if (typeof threshold !== 'number' || !(threshold > 0 && threshold < Infinity)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `threshold must be a number above 0; got ${String(threshold)}.`);
  }
  if (scale !== 'log' && scale !== 'linear') {
    throw forecastError('PENSTOCK_BAD_OPTION', `scale must be "log" or "linear"; got ${String(scale)}.`);
  }
  return { history, window, threshold, scale };
};
