import type { Duration } from '@penstock/stream';
import { checkOptions, toCount } from '@penstock/stream/internal';
import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';
import { toMachineLearningId } from '../request/machine-learning-id.ts';
import { toTimeValue } from '../request/time-value.ts';

/** Options of {@link datafeed}. */
export interface DatafeedOptions {
  /** Id of the anomaly job that the datafeed feeds. */
  readonly job: string;
  /** One or several names of an index, alias or data stream, or patterns of names. */
  readonly index: string | readonly string[];
  /**
   * Id of the datafeed: 1 to 64 lower-case letters, digits, hyphens and underscores; default `datafeed-` and the id of
   * the job.
   */
  readonly id?: string;
  /** Elasticsearch query that selects the documents; default all. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** In real time: interval between searches; default a fraction of the bucket. */
  readonly frequency?: Duration;
  /** In real time: delay until searches find a document after its time; default 60 to 120 seconds. */
  readonly queryDelay?: Duration;
  /** Documents per search, at most the index's `max_result_window`; default 1,000. */
  readonly pageSize?: number;
}

/** A datafeed in the format of Elasticsearch's API (`ml.putDatafeed`); made by {@link datafeed}. */
export interface DatafeedRequest {
  readonly datafeed_id: string;
  readonly job_id: string;
  readonly indices: string[];
  readonly query: Record<string, unknown>;
  readonly frequency?: string;
  readonly query_delay?: string;
  readonly scroll_size?: number;
}

/**
 * Describes a datafeed, which reads documents of an index into an anomaly job, for `ensureDatafeed` or
 * `client.ml.putDatafeed`. A job has only one datafeed.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const feed = datafeed({ job: 'btc-close', index: 'btc-usd' });
 * ```
 */
export const datafeed = (options: DatafeedOptions): DatafeedRequest => {
  const {
    job,
    index,
    id = `datafeed-${job}`,
    query = { match_all: {} },
    frequency,
    queryDelay,
    pageSize,
  } = checkOptions(
    options,
    { job: true, index: true, id: true, query: true, frequency: true, queryDelay: true, pageSize: true },
    'datafeed',
  );
  const indices = typeof index === 'string' ? [index] : [...index];
  if (indices.length === 0) throw elasticsearchError('PENSTOCK_BAD_OPTION', 'index must have at least one name.');
  return {
    datafeed_id: toMachineLearningId(id, 'id'),
    job_id: toMachineLearningId(job, 'job'),
    indices: indices.map((name) => toName(name, 'index')),
    query: { ...query },
    ...(frequency !== undefined && { frequency: toTimeValue(frequency, 'frequency') }),
    ...(queryDelay !== undefined && { query_delay: toTimeValue(queryDelay, 'queryDelay') }),
    ...(pageSize !== undefined && { scroll_size: toCount(pageSize, 'pageSize') }),
  };
};
