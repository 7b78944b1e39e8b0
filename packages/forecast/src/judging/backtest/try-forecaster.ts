import { PenstockError, reasonText } from '@penstock/stream/error';
import { forecastError } from '../../errors.ts';
import type { Forecast, Model } from '../../forecaster.ts';
import type { FeatureSeries } from '../../series/feature-series.ts';
import type { CheckedBacktestOptions } from './options.ts';
import { pause } from './pause.ts';
import { rowsBefore } from '../../series/rows-before.ts';

/** A forecaster to backtest: a name, and a function that fits it with its options. */
export interface BacktestCandidate {
  /** The name in tables. Unique among the candidates. */
  readonly name: string;
  /** Fits a model on all rows of `series`. */
  fit(series: FeatureSeries): Promise<Pick<Model, 'forecast'>>;
}

/** The origins that share one fit. */
export interface Fold {
  /** How many rows each forecast knows, increasing. The fit uses the rows before the first origin. */
  readonly origins: readonly number[];
  /** The index of its first origin among all origins. */
  readonly index: number;
}

const checkForecast = ({ mean }: Forecast, horizon: number): void => {
  if (mean.length === horizon && mean.every(Number.isFinite)) return;
  throw forecastError(
    'PENSTOCK_METRIC_INPUT_INVALID',
    `Expected ${horizon} finite values in a forecast; got ${mean.length}: ${mean.slice(0, 5).join(', ')}. ` +
      'Check the model, its options and the series.',
  );
};

/** The result of `work`, or its error with `place` in front of the message. */
const attempt = async <T>(place: string, work: () => T | Promise<T>): Promise<{ value: T } | { error: Error }> => {
  try {
    return { value: await work() };
  } catch (error) {
    const message = `${place}: ${reasonText(error)}`;
    return {
      error:
        error instanceof PenstockError
          ? new PenstockError(error.code, message, { cause: error })
          : new Error(message, { cause: error }),
    };
  }
};

/**
 * Fits a candidate and forecasts from each origin of a fold.
 *
 * Every call gets a copy of the rows before its origin and nothing else. So a forecaster cannot read a later row, and
 * cannot change a row that another forecaster gets.
 *
 * @returns The error of the candidate, or `undefined`.
 */
export const tryFold = async (
  { name, fit }: BacktestCandidate,
  series: FeatureSeries,
  { index, origins }: Fold,
  { horizon, trainingRows, heldOut, levels, signal }: CheckedBacktestOptions,
  onForecast: (forecast: Forecast, index: number) => void,
): Promise<Error | undefined> => {
  const from = (rows: number): string => new Date(series.times[rows - 1]!).toISOString();
  const end = origins[0]! - heldOut;
  await pause(signal);
  const fitted = await attempt(`${name}, fitted on the rows until ${from(end)}`, () =>
    fit(rowsBefore(series, end, Math.max(0, end - trainingRows))),
  );
  if ('error' in fitted) return fitted.error;
  for (const [i, origin] of origins.entries()) {
    await pause(signal);
    const made = await attempt(`${name}, from ${from(origin)}`, () => {
      const after = rowsBefore(series, origin);
      const forecast = fitted.value.forecast(horizon, { after, ...(levels && { levels }) });
      checkForecast(forecast, horizon);
      return forecast;
    });
    if ('error' in made) return made.error;
    onForecast(made.value, index + i);
  }
  return undefined;
};
