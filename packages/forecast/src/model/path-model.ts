import { checkOptions } from '@penstock/stream/options';
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

/** What is told of the rows ahead. */
export interface Path {
  /** One a step. */
  readonly mean: Float64Array;
  readonly quantiles?: readonly QuantileForecast[];
}

/** The rows after the end of a series. */
interface Beyond {
  readonly horizon: number;
  readonly future?: FutureFeatures | undefined;
}

/** What a {@link Model} is made of. */
export interface PathSource<Saved> {
  /** Rows that one forecast looks at. */
  readonly window: number;
  readonly fittedUntil: number;
  /** Milliseconds; past rows that lie further apart are refused. */
  readonly longestStep: number;
  /** Where the training rows end. */
  readonly tail: TailEnd;
  /** Throws for a horizon that it cannot tell. */
  checkHorizon?(horizon: number): void;
  /** What comes after the training rows; `future` holds features of the rows to come that are known. */
  afterTraining(horizon: number, future?: FutureFeatures): Path;
  /**
   * Looks at a checked series once, from row `first` on, and gives what tells the rows from row `end` on out of the
   * `window` rows before it.
   *
   * @param beyond - Steps that are forecast after the end of the series, and what is known of them.
   */
  along(series: FeatureSeries, first: number, beyond: Beyond): (end: number, horizon: number) => Path;
  save(): Saved;
}

/** Makes a {@link Model} of what tells paths. */
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
          '"levels" are measured on rows that the model was not fitted on, and there are none. Pass them, with the ' +
            'rows before them, as "after".',
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
