import { forecastError } from '../../errors.ts';
import type { Forecast } from '../../forecaster.ts';
import { areNamedForecasters } from '../../named-forecasters.ts';
import { checkSeries } from '../../series/check-series.ts';
import type { FeatureSeries } from '../../series/feature-series.ts';
import { checkBacktestOptions } from './options.ts';
import type { BacktestOptions } from './options.ts';
import { originsOf } from './origins.ts';
import type { Backtest } from './result.ts';
import { tryFold } from './try-forecaster.ts';
import type { BacktestCandidate, Fold } from './try-forecaster.ts';

const checkCandidates = (candidates: unknown): void => {
  if (areNamedForecasters(candidates)) return;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    'backtest takes a list of at least one forecaster, each { name, fit } with a different name. ' +
      "Pass, for example, [{ name: 'naive', fit: (rows) => naive.fit(rows) }].",
  );
};

/** Runs `work` on each item, at most `width` of them at a time, and stops at the first failure. */
const each = async <T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  let failed = false;
  const run = async (): Promise<void> => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, run));
};

/** Rejects with the reason of `signal` when it aborts, even while `promise` is pending. */
const unlessAborted = async (promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> => {
  if (signal === undefined) return promise;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
};

/**
 * Forecasts the last rows of a series from several origins, each time from the rows before the origin only. Returns the
 * forecasts of all forecasters and the true values (evaluation on a rolling forecasting origin).
 *
 * Each fit and each forecast gets a copy of the rows before its origin and no other row, so that no forecaster can look
 * ahead. A transform or scaler that is part of a forecaster is fitted on the same rows. A forecaster that fails is
 * listed with its error and without forecasts; the others continue. {@link compare} makes a table of the result.
 *
 * Source: L. J. Tashman, "Out-of-sample tests of forecasting accuracy: an analysis and review", 2000.
 *
 * @param candidates - Forecasters with names; at least one.
 * @param series - All rows.
 * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID` naming the index, `PENSTOCK_SERIES_TOO_SHORT`.
 *
 * @example
 * ```ts
 * const result = await backtest(
 *   [
 *     { name: 'naive', fit: (rows) => naive.fit(rows) },
 *     { name: 'lstm', fit: (rows) => lstm.fit(rows, { seed: 7 }) },
 *   ],
 *   closes,
 *   { horizon: 7, folds: 30, refit: 10 },
 * );
 * console.log(String(compare(result)));
 * ```
 */
export const backtest = async (
  candidates: readonly BacktestCandidate[],
  series: FeatureSeries,
  options: BacktestOptions,
): Promise<Backtest> => {
  checkCandidates(candidates);
  const checked = checkBacktestOptions(options);
  const { horizon, step, levels = [], forecastsPerFit, concurrency, signal, onProgress } = checked;
  checkSeries(series, 2);
  const { times, values } = series;
  const rows = originsOf(values.length, checked);
  signal?.throwIfAborted();

  const size = Math.min(forecastsPerFit, rows.length);
  const folds = Array.from({ length: Math.ceil(rows.length / size) }, (_, i): Fold => {
    return { index: i * size, origins: rows.slice(i * size, (i + 1) * size) };
  });
  const forecasts = candidates.map(() => Array.from<Forecast>({ length: rows.length }));
  const failures = new Map<number, { readonly index: number; readonly error: Error }>();
  const total = candidates.length * rows.length;
  let done = 0;
  const report = (forecaster: number, count: number): void => {
    done += count;
    onProgress?.({ done, total, name: candidates[forecaster]!.name });
  };

  const tryOne = async ({ forecaster, fold }: { forecaster: number; fold: Fold }): Promise<void> => {
    signal?.throwIfAborted();
    let made = 0;
    const onForecast = (forecast: Forecast, index: number): void => {
      forecasts[forecaster]![index] = forecast;
      made += 1;
      report(forecaster, 1);
    };
    if (!failures.has(forecaster)) {
      const error = await tryFold(candidates[forecaster]!, series, fold, checked, onForecast);
      if (error === undefined) return;
      // If several folds fail, report the error of the earliest one, whichever failed first.
      const known = failures.get(forecaster);
      if (known === undefined || fold.index < known.index) failures.set(forecaster, { index: fold.index, error });
    }
    report(forecaster, fold.origins.length - made);
  };

  const jobs = candidates.flatMap((_, forecaster) => folds.map((fold) => ({ forecaster, fold })));
  await unlessAborted(each(jobs, concurrency, tryOne), signal);

  return {
    horizon,
    step,
    levels: [...levels],
    history: values.slice(0, rows[0]),
    origins: rows.map((known) => ({
      rows: known,
      time: times[known - 1]!,
      last: values[known - 1]!,
      times: times.slice(known, known + horizon),
      actual: values.slice(known, known + horizon),
    })),
    forecasters: candidates.map(({ name }, i) => {
      const failure = failures.get(i);
      return failure === undefined
        ? { name, forecasts: forecasts[i]!, fits: folds.length }
        : { name, forecasts: [], fits: 0, error: failure.error };
    }),
  };
};
