import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { finite } from '../request/finite.ts';
import { describe } from './describe.ts';
import { readResults, resultOptionNames } from './read-results.ts';
import type { ResultOptions } from './read-results.ts';

/** An anomaly of Elasticsearch's machine learning, with the names of `detectAnomalies` of `@penstock/forecast`. */
export interface MachineLearningAnomaly {
  /** Beginning of the bucket, milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** The observed value, in the unit of the field, like `typical`, `lower` and `upper`. */
  readonly actual: number;
  /** The expected value. */
  readonly typical: number;
  /** Bounds of the expected value at 95 percent; `null` before Elasticsearch 8.7. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Probability of such a bucket, 0 to 1. */
  readonly probability: number;
  /** Elasticsearch's `record_score`, 0 to 100; critical 75, major 50, minor 25 and above. The job may revise it. */
  readonly severity: number;
  /** The severity when the job first judged the bucket. */
  readonly initialSeverity: number;
  /** `null` if both values are equal. */
  readonly direction: 'higher' | 'lower' | null;
  /** The greater of actual and typical divided by the smaller one; `null` if one of them is 0 or their signs differ. */
  readonly factor: number | null;
  /** Kibana's text, such as `'1.4x higher'`. */
  readonly description: string;
  /** Elasticsearch's kind of the anomaly; `null` if it gives none, and always before 8.7. */
  readonly kind: 'spike' | 'dip' | null;
  /** Number of the job's detector that found the anomaly, from 0. */
  readonly detector: number;
  /** Values of the fields by which the detector splits the data, by the names of the fields. */
  readonly series: Readonly<Record<string, string>>;
}

/** The parts of a record that are read. */
interface FoundRecord {
  readonly timestamp: number;
  readonly actual?: readonly number[];
  readonly typical?: readonly number[];
  readonly causes?: ReadonlyArray<{ readonly actual?: readonly number[]; readonly typical?: readonly number[] }>;
  readonly probability: number;
  readonly record_score: number;
  readonly initial_record_score: number;
  readonly detector_index: number;
  readonly function?: string;
  readonly anomaly_score_explanation?: {
    readonly anomaly_type?: string;
    readonly lower_confidence_bound?: number;
    readonly upper_confidence_bound?: number;
  };
  readonly by_field_name?: string;
  readonly by_field_value?: string;
  readonly over_field_name?: string;
  readonly over_field_value?: string;
  readonly partition_field_name?: string;
  readonly partition_field_value?: string;
}

/**
 * Reads the anomalies that a job of Elasticsearch's machine learning has found, in order of time.
 *
 * In a population (`over`), the actual and typical values come from the most severe cause.
 *
 * @throws (rejects with) `PENSTOCK_BAD_VALUE` for a record without exactly one actual and one typical value, such as
 * from the function `lat_long`; `PENSTOCK_ML_NOT_FOUND`, `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`,
 * `PENSTOCK_BAD_OPTION`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const anomalies = await readAnomalies(client, { job: 'btc-close', minSeverity: 50 });
 * for (const { time, severity, description } of anomalies) console.log(new Date(time), severity, description);
 * ```
 */
export const readAnomalies = async (
  client: ElasticsearchClient,
  options: ResultOptions,
): Promise<MachineLearningAnomaly[]> => {
  checkOptions(options, resultOptionNames, 'readAnomalies');
  const list = { name: 'records', score: 'record_score' } as const;
  const anomalies: MachineLearningAnomaly[] = [];
  for await (const record of readResults<FoundRecord>(client, list, options))
    anomalies.push(toAnomaly(record, options.job));
  return anomalies;
};

const toAnomaly = (record: FoundRecord, job: string): MachineLearningAnomaly => {
  const time = finite(record.timestamp, `timestamp of a record of ${job}`);
  const where = (field: string): string => `${field} of the record of ${job} at ${new Date(time).toISOString()}`;
  const cause = record.causes?.[0];
  const actual = only(record.actual ?? cause?.actual, where('actual'));
  const typical = only(record.typical ?? cause?.typical, where('typical'));
  const {
    anomaly_type: type,
    lower_confidence_bound: lower,
    upper_confidence_bound: upper,
  } = record.anomaly_score_explanation ?? {};
  return {
    time,
    actual,
    typical,
    lower: lower ?? null,
    upper: upper ?? null,
    probability: finite(record.probability, where('probability')),
    severity: finite(record.record_score, where('record_score')),
    initialSeverity: finite(record.initial_record_score, where('initial_record_score')),
    ...describe(actual, typical),
    kind: type === 'spike' || type === 'dip' ? type : null,
    detector: record.detector_index,
    series: seriesOf(record),
  };
};

const only = (values: readonly number[] | undefined, where: string): number => {
  if (values?.length === 1) return finite(values[0], where);
  throw elasticsearchError(
    'PENSTOCK_BAD_VALUE',
    `Expected one number for ${where}; got ${JSON.stringify(values ?? null)}.`,
  );
};

const seriesOf = (record: FoundRecord): Record<string, string> => {
  const series: Record<string, string> = {};
  for (const split of ['by', 'over', 'partition'] as const) {
    const name = record[`${split}_field_name`];
    const value = record[`${split}_field_value`];
    if (name !== undefined && value !== undefined) series[name] = value;
  }
  return series;
};
