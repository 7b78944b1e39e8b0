import { checkOptions } from '@penstock/stream/options';
import { checkSeries } from '../series/check-series.ts';
import { forecastError } from '../errors.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Model } from '../forecaster.ts';
import type { Judgement } from './anomaly-detector.ts';
import { judgementOf } from './anomaly-detector.ts';
import { ErrorJudge } from './error-judge.ts';
import type { AnomalyOptions } from './options.ts';
import { anomalyOptionNames, checkAnomalyOptions } from './options.ts';
import { SortedWindow } from './sorted-window.ts';

/** Options of {@link detectAnomalies}; all optional. */
export interface DetectAnomaliesOptions extends AnomalyOptions {
  /**
   * Expects of each row what this model predicts of it one step ahead, instead of a median of `history` rows. Rows that
   * the model was fitted on are neither judged nor judged by. A model with features takes them with the series.
   */
  readonly model?: Model;
}

/** A row that lies outside its bounds. */
export interface Anomaly extends Judgement {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly direction: 'higher' | 'lower';
}

/**
 * What {@link detectAnomalies} found: each array has one number for each judged row, in order of time, as {@link
 * Judgement} describes it.
 */
export interface Detection {
  readonly times: Float64Array;
  readonly actual: Float64Array;
  readonly typical: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly severity: Float64Array;
  /** The rows whose severity is above 0, in order of time. */
  readonly anomalies: readonly Anomaly[];
}

/** A row's expected value by the rows before it, scaled; asked once for each row from `first` on. */
interface Expectation {
  readonly first: number;
  of(row: number): number;
}

const byMedian = (values: Float64Array, history: number): Expectation => {
  const past = new SortedWindow(history);
  for (let i = 0; i < history - 1; i += 1) past.push(values[i]!);
  return {
    first: history,
    of(row) {
      past.push(values[row - 1]!);
      return past.median();
    },
  };
};

const byModel = (series: FeatureSeries, model: Model, judge: ErrorJudge): Expectation => {
  const unseen = series.times.findIndex((time) => time > model.fittedUntil);
  const first = Math.max(model.window, unseen === -1 ? series.times.length : unseen);
  const mean = first < series.times.length ? model.predictions(series, { from: first }).mean : new Float64Array(0);
  return { first, of: (row) => judge.scaled(mean[row - first]!, `The prediction at index ${row}`) };
};

/**
 * Judges each row of a series by the rows before it, and never by a later one.
 *
 * The expected value of a row is the median of the `history` rows before it, or what a model predicts. The latest
 * `window` errors of that expectation set the bounds, by median and median absolute deviation; {@link AnomalyDetector}
 * does the same one value at a time. The first `history + 30` rows are not judged. Each row of a run of anomalies is an
 * anomaly of its own. It takes O(log window) comparisons for each row, and one move of memory within the window.
 *
 * @throws `PENSTOCK_BAD_OPTION`; `PENSTOCK_SERIES_INVALID` naming the index, also for a value of 0 or less with scale
 * `log`; `PENSTOCK_SERIES_TOO_SHORT` when no row would be judged; `PENSTOCK_SERIES_CONSTANT`; what the model's
 * `predictions` throw.
 *
 * @example
 * ```ts
 * const { anomalies } = detectAnomalies(closes);
 * const gravest = anomalies.toSorted((a, b) => b.severity - a.severity).slice(0, 10);
 * for (const { time, severity, actual, typical } of gravest) console.log(new Date(time), severity, actual, typical);
 * ```
 */
export const detectAnomalies = (series: FeatureSeries, given: DetectAnomaliesOptions = {}): Detection => {
  const { model, ...options } = checkOptions(given, { ...anomalyOptionNames, model: true }, 'detectAnomalies');
  const checked = checkAnomalyOptions(options);
  checkSeries(series, 1);
  if (series.values.every((value) => value === series.values[0])) {
    throw forecastError(
      'PENSTOCK_SERIES_CONSTANT',
      `All ${series.values.length} values are ${series.values[0]}: no row can stand out. Pass rows that vary.`,
    );
  }
  const judge = new ErrorJudge(checked);
  const values = series.values.map((value, i) => judge.scaled(value, `The value at index ${i}`));
  const expectation = model ? byModel(series, model, judge) : byMedian(values, checked.history);
  const from = expectation.first + judge.warmUp;
  const rows = values.length - from;
  if (rows < 1) {
    throw forecastError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `At least ${from + 1} rows are needed to judge one${model ? ' that the model was not fitted on' : ''}, but ` +
        `the series has ${values.length}. Pass more ` +
        `rows${model ? ', or fit the model on fewer' : ', or choose a smaller "history"'}.`,
    );
  }
  const [typical, lower, upper, severity] = [0, 1, 2, 3].map(() => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const anomalies: Anomaly[] = [];
  for (let row = expectation.first; row < values.length; row += 1) {
    if (!judge.add(values[row]!, expectation.of(row))) continue;
    const at = row - from;
    typical[at] = judge.typical;
    lower[at] = judge.lower;
    upper[at] = judge.upper;
    severity[at] = judge.severity;
    if (judge.severity > 0)
      anomalies.push({ time: series.times[row]!, ...judgementOf(series.values[row]!, judge) } as Anomaly);
  }
  return {
    times: series.times.slice(from),
    actual: series.values.slice(from),
    typical,
    lower,
    upper,
    severity,
    anomalies,
  };
};
