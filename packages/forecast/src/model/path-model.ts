import { checkOptions } from '@penstock/stream/internal';
import { fillLater } from '../calendar/on-calendar.ts';
import { timesAfter } from '../calendar/series-calendar.ts';
import { forecastError } from '../errors.ts';
import type { Model, QuantileForecast } from '../forecaster.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { calibrated, forecastOptionNames } from '../judging/intervals.ts';
import { checkSeries } from '../series/check-series.ts';
import type { FutureFeatures } from '../series/columns.ts';
import { checkGaps } from '../series/gaps.ts';
import { wholeNumber } from '../whole-number.ts';
import { calendarOfTail } from './tail.ts';
import type { TailEnd } from './tail.ts';

/** A forecast without its times. */
export interface Path {
  /** One for each step. */
  readonly mean: Float64Array;
  readonly quantiles?: readonly QuantileForecast[];
}

/** The forecast after the end of a series: how many steps, and the known features of those rows. */
interface Beyond {
  readonly horizon: number;
  readonly future?: FutureFeatures | undefined;
}

/** The parts that a {@link Model} is made of. */
export interface PathSource<Saved> {
  /** How many rows one forecast uses. */
  readonly window: number;
  readonly fittedUntil: number;
  /** In milliseconds. A longer step between two past rows is an error. */
  readonly longestStep: number;
  /** The end of the training rows. */
  readonly tail: TailEnd;
  /** Throws for a horizon that the method cannot forecast. */
  checkHorizon?(horizon: number): void;
  /**
   * Forecasts the rows after the training rows. `future` holds the features of those rows that are known in advance.
   */
  afterTraining(horizon: number, future?: FutureFeatures): Path;
  /**
   * Prepares a checked series, from row `first` on, once for many forecasts.
   *
   * @param beyond - The forecast after the end of the series, if there is one.
   * @returns A function that forecasts `horizon` rows from row `end` on, using the `window` rows before `end`.
   */
  along(series: FeatureSeries, first: number, beyond: Beyond): (end: number, horizon: number) => Path;
  save(): Saved;
}

/** Makes a {@link Model} from functions that forecast paths. */
export const pathModel = <Saved>(source: PathSource<Saved>): Model<Saved> => {
  const { window, fittedUntil, longestStep, tail } = source;
  const calendar = calendarOfTail(tail);
  return {
    window,
    fittedUntil,
    forecast(horizon, options = {}) {
      const { after: given, future, ...calibration } = checkOptions(options, forecastOptionNames, 'forecast');
      const { levels } = calibration;
      wholeNumber('horizon', horizon, 1);
      source.checkHorizon?.(horizon);
      if (given === undefined) {
        if (levels === undefined)
          return {
            times: timesAfter(tail.time, calendar.steps, horizon),
            ...source.afterTraining(horizon, future),
          };
        throw forecastError(
          'PENSTOCK_BAD_OPTION',
          'The option "levels" needs "after": intervals are measured on rows that the model was not fitted on. ' +
            'Pass a series as "after" that holds such rows and the rows before them.',
        );
      }
      checkSeries(given, calendar.fill === 'refuse' ? window : 1);
      const after = fillLater(given, calendar).series;
      if (after !== given) checkSeries(after, window);
      const { times } = after;
      checkGaps(times, longestStep, times.length - window);
      const ahead = source.along(after, levels === undefined ? times.length - window : 0, { horizon, future });
      const forecast = {
        times: timesAfter(times.at(-1)!, calendar.steps, horizon),
        ...ahead(times.length, horizon),
      };
      if (levels === undefined) return forecast;
      return {
        ...forecast,
        ...calibrated(forecast.mean, {
          series: after,
          options: calibration,
          horizon,
          window,
          longestStep,
          fittedUntil,
          ahead: (end, count) => ahead(end, count).mean,
        }),
      };
    },
    predictions(series, options = {}) {
      const { from = window } = checkOptions(options, { from: true }, 'predictions');
      checkSeries(series, window + 1);
      const count = series.values.length;
      wholeNumber('from', from, window, count - 1);
      const filled = fillLater(series, calendar);
      const rowOf = (row: number): number => filled.rows?.[row] ?? row;
      const first = rowOf(from) - window;
      checkGaps(filled.series.times, longestStep, first);
      const ahead = source.along(filled.series, first, { horizon: 0 });
      const mean = Float64Array.from({ length: count - from }, (_, i) => ahead(rowOf(from + i), 1).mean[0]!);
      return { times: series.times.slice(from), actual: series.values.slice(from), mean };
    },
    save: () => source.save(),
  };
};
