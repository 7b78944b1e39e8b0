import type { Series } from '@penstock/stream';
import { checkOptions, pickOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { forecastError } from '../errors.ts';
import { checkColumns } from '../series/check-series.ts';
import { AnomalyDetector } from './anomaly-detector.ts';
import { bucketed } from './buckets/bucketed.ts';
import type { BucketOptions } from './buckets/bucketed.ts';
import type { AnomalyOptions } from './options.ts';
import { anomalyOptionNames } from './options.ts';
import type { AnomalyIncident, AnomalyVerdict } from './verdict.ts';

/** Options of {@link detectAnomalies}; all optional. */
export interface DetectAnomaliesOptions extends AnomalyOptions, Partial<BucketOptions> {}

const bucketNames: OptionNames<BucketOptions> = { bucket: true, function: true, timeZone: true, origin: true };

/**
 * The result of {@link detectAnomalies}. Each array has one number for each row; {@link AnomalyVerdict} describes them.
 */
export interface Detection {
  readonly times: Float64Array;
  readonly actual: Float64Array;
  readonly typical: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly probability: Float64Array;
  readonly severity: Float64Array;
  readonly evidence: Float64Array;
  /** The verdicts of rows whose severity is at least the option `alarm`, in the order of the rows. */
  readonly anomalies: readonly AnomalyVerdict[];
  /** The incidents, in the order of the rows. */
  readonly incidents: readonly AnomalyIncident[];
}

const inBuckets = (series: Series, options: DetectAnomaliesOptions): Series => {
  const { bucket, ...others } = pickOptions<Partial<BucketOptions>>(options, bucketNames);
  if (bucket !== undefined) return bucketed(series, { bucket, ...others });
  const name = Object.keys(others).find((each) => options[each as keyof typeof others] !== undefined);
  if (name === undefined) return series;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `The option "${name}" needs the option "bucket". Set "bucket" to the length of a bucket, or remove "${name}".`,
  );
};

/**
 * Judges each row of a series by the rows before it, never by later rows, as {@link AnomalyDetector} does row by row.
 *
 * Rows are judged in their order in the series: times may repeat, go back or leave gaps. The severity of the first 100
 * rows is 0. A row takes about 4 microseconds.
 *
 * With `bucket`, rows are first aggregated into buckets of time, in any order of rows. Each bucket becomes one row,
 * with the start of the bucket as its time. `function` aggregates the values of a bucket: `mean` by default, or
 * `count`, `max`, `median`, `min`, `sum`. An empty bucket between two others becomes 0 for `count` and is left out
 * otherwise.
 *
 * @throws `PENSTOCK_BAD_OPTION`; `PENSTOCK_SERIES_INVALID`, as `AnomalyDetector.judge` does, and for more than
 * 1,000,000 empty buckets with `count`.
 *
 * @example
 * ```ts
 * const { incidents } = detectAnomalies(closes);
 * for (const { beginning, severity, kind, description } of incidents)
 *   console.log(new Date(beginning), severity, kind, description);
 * ```
 */
export const detectAnomalies = (given: Series, options: DetectAnomaliesOptions = {}): Detection => {
  checkOptions(options, { ...anomalyOptionNames, ...bucketNames }, 'detectAnomalies');
  const detector = new AnomalyDetector(pickOptions<AnomalyOptions>(options, anomalyOptionNames));
  checkColumns(given);
  const series = inBuckets(given, options);
  const rows = series.times.length;
  const detection = {
    times: series.times.slice(),
    actual: series.values.slice(),
    typical: new Float64Array(rows),
    lower: new Float64Array(rows),
    upper: new Float64Array(rows),
    probability: new Float64Array(rows),
    severity: new Float64Array(rows),
    evidence: new Float64Array(rows),
  };
  const anomalies: AnomalyVerdict[] = [];
  const incidents: AnomalyIncident[] = [];
  const row = { time: 0, value: 0 };
  let incident: AnomalyIncident | null = null;
  for (let i = 0; i < rows; i += 1) {
    row.time = series.times[i]!;
    row.value = series.values[i]!;
    const verdict = detector.judge(row);
    detection.typical[i] = verdict.typical;
    detection.lower[i] = verdict.lower;
    detection.upper[i] = verdict.upper;
    detection.probability[i] = verdict.probability;
    detection.severity[i] = verdict.severity;
    detection.evidence[i] = verdict.evidence;
    if (verdict.severity >= detector.alarm) anomalies.push(verdict.copy(detector.incident));
    if (verdict.beginsIncident && incident) incidents.push(incident);
    if (verdict.inIncident && verdict.evidence >= detector.alarm) incident = detector.incident;
  }
  if (incident) incidents.push(incident);
  return { ...detection, anomalies, incidents };
};
