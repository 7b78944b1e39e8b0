import type { Duration } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';
import { toMachineLearningId } from '../request/machine-learning-id.ts';
import { toMemorySize } from '../request/memory-size.ts';
import { toTimeValue } from '../request/time-value.ts';
import { toDetectorRequest } from './detector.ts';
import type { Detector, DetectorRequest } from './detector.ts';

/** Options of {@link anomalyJob}. */
export interface AnomalyJobOptions {
  /** Id of the job: 1 to 64 lower-case letters, digits, hyphens and underscores. */
  readonly id: string;
  /**
   * Length of a bucket, whole seconds. Elastic recommends whole days, or a length that divides a day. Buckets of a day
   * begin at midnight UTC.
   */
  readonly bucket: Duration;
  /** The detectors, which judge each bucket; at least one. */
  readonly detectors: readonly Detector[];
  /** Field of the event time, a date; default `'time'`. */
  readonly time?: string;
  /** Fields whose values may have caused an anomaly; default none. */
  readonly influencers?: readonly string[];
  readonly description?: string;
  /** Groups that list the job; default none. */
  readonly groups?: readonly string[];
  /** True also stores the model bounds of each bucket, which the charts of Kibana draw; default false. */
  readonly modelPlot?: boolean;
  /** The maximum memory for the model, from `'1mb'`; default Elasticsearch's default. */
  readonly memory?: string;
  /** Suffix of the name of a separate results index; default the shared index. */
  readonly resultsIndex?: string;
  /** Number of days after which results are deleted, from 0; default never. */
  readonly keepDays?: number;
}

/** A job in the format of Elasticsearch's API (`ml.putJob`); made by {@link anomalyJob}. */
export interface AnomalyJobRequest {
  readonly job_id: string;
  readonly description?: string;
  readonly groups?: string[];
  readonly analysis_config: {
    readonly bucket_span: string;
    readonly detectors: DetectorRequest[];
    readonly influencers?: string[];
  };
  readonly data_description: { readonly time_field: string; readonly time_format: string };
  readonly analysis_limits?: { readonly model_memory_limit: string };
  readonly model_plot_config?: { readonly enabled: boolean };
  readonly results_index_name?: string;
  readonly results_retention_days?: number;
}

/**
 * Describes an anomaly detection job of Elasticsearch's machine learning, for `ensureAnomalyJob` or `client.ml.putJob`.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example A job that judges the daily mean of a price:
 * ```ts
 * const job = anomalyJob({
 *   id: 'btc-close',
 *   bucket: '1d',
 *   detectors: [{ function: 'mean', field: 'Close' }],
 *   time: 'Date',
 * });
 * ```
 */
export const anomalyJob = (options: AnomalyJobOptions): AnomalyJobRequest => {
  const {
    id,
    bucket,
    detectors,
    time = 'time',
    influencers,
    description,
    groups,
    modelPlot,
    memory,
    resultsIndex,
    keepDays,
  } = checkOptions(
    options,
    {
      id: true,
      bucket: true,
      detectors: true,
      time: true,
      influencers: true,
      description: true,
      groups: true,
      modelPlot: true,
      memory: true,
      resultsIndex: true,
      keepDays: true,
    },
    'anomalyJob',
  );
  if (!Array.isArray(detectors) || detectors.length === 0)
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      "detectors must be an array with at least one detector, such as { function: 'count' }.",
    );
  if (keepDays !== undefined && !(Number.isSafeInteger(keepDays) && keepDays >= 0)) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `keepDays must be an integer of at least 0; got ${String(keepDays)}.`,
    );
  }
  return {
    job_id: toMachineLearningId(id, 'id'),
    ...(description !== undefined && { description }),
    ...(groups && { groups: groups.map((group) => toMachineLearningId(group, 'groups')) }),
    analysis_config: {
      bucket_span: toTimeValue(bucket, 'bucket'),
      detectors: detectors.map((detector: Detector, i) => toDetectorRequest(detector, `detectors[${i}]`)),
      ...(influencers && { influencers: influencers.map((field) => toName(field, 'influencers')) }),
    },
    data_description: { time_field: toName(time, 'time'), time_format: 'epoch_ms' },
    ...(memory !== undefined && { analysis_limits: { model_memory_limit: toMemorySize(memory, 'memory') } }),
    ...(modelPlot !== undefined && { model_plot_config: { enabled: modelPlot } }),
    ...(resultsIndex !== undefined && { results_index_name: toName(resultsIndex, 'resultsIndex') }),
    ...(keepDays !== undefined && { results_retention_days: keepDays }),
  };
};
