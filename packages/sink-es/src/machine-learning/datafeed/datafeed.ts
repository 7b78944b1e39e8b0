import { checkOptions, toCount } from '@penstock/stream/internal';
import type { Duration } from '@penstock/stream';
import { elasticsearchError } from '../../errors.ts';
import { toName } from '../../reading/read-options.ts';
import { toMachineLearningId } from '../request/machine-learning-id.ts';
import { toTimeValue } from '../request/time-value.ts';

/** What {@link datafeed} describes. */
export interface DatafeedOptions {
  /** Id of the anomaly job that it feeds. */
  readonly job: string;
  /** Index, alias, data stream or pattern; or several. */
  readonly index: string | readonly string[];
  /** 1 to 64 lower-case letters, digits, hyphens and underscores; default `datafeed-` and the job's id. */
  readonly id?: string;
  /** Which documents, as a query of Elasticsearch; default all. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** In real time: how often it searches; default a fraction of the bucket. */
  readonly frequency?: Duration;
  /** In real time: how long after their time documents can be found; default 60 to 120 seconds. */
  readonly queryDelay?: Duration;
  /** Documents of one search, at most the index's `max_result_window`; default 1,000. */
  readonly pageSize?: number;
}

/** A datafeed as Elasticsearch's API takes it (`ml.putDatafeed`); made by {@link datafeed}. */
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
 * Describes the datafeed that brings documents of an index to an anomaly job, for `ensureDatafeed` or
 * `client.ml.putDatafeed`. A job has one datafeed.
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
  if (indices.length === 0) throw elasticsearchError('PENSTOCK_BAD_OPTION', 'index must name at least one index.');
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
