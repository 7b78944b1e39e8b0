import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { finite } from '../request/finite.ts';
import { readResults, resultOptionNames } from './read-results.ts';
import type { ResultOptions } from './read-results.ts';

/** A bucket of an anomaly job, judged over all its series. */
export interface AnomalyBucket {
  /** Beginning of the bucket, milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** Elasticsearch's `anomaly_score`, 0 to 100, which the job may revise. */
  readonly severity: number;
  /** The severity when the job first judged the bucket. */
  readonly initialSeverity: number;
  /** Number of documents in the bucket. */
  readonly records: number;
}

/**
 * Reads the buckets of an anomaly job in order of time, each with one severity over all series of the job. Buckets
 * without an anomaly have the severity 0; `minSeverity` leaves them out.
 *
 * @throws (rejects with) `PENSTOCK_BAD_VALUE`, `PENSTOCK_ML_NOT_FOUND`, `PENSTOCK_ML_MISSING`,
 * `PENSTOCK_LICENSE_MISSING`, `PENSTOCK_BAD_OPTION`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const buckets = await readAnomalyBuckets(client, { job: 'btc-close', from: Date.UTC(2020, 0) });
 * ```
 */
export const readAnomalyBuckets = async (
  client: ElasticsearchClient,
  options: ResultOptions,
): Promise<AnomalyBucket[]> => {
  checkOptions(options, resultOptionNames, 'readAnomalyBuckets');
  const buckets: AnomalyBucket[] = [];
  const where = (field: string): string => `${field} of a bucket of ${options.job}`;
  const list = { name: 'buckets', score: 'anomaly_score' } as const;
  for await (const bucket of readResults<FoundBucket>(client, list, options)) {
    buckets.push({
      time: finite(bucket.timestamp, where('timestamp')),
      severity: finite(bucket.anomaly_score, where('anomaly_score')),
      initialSeverity: finite(bucket.initial_anomaly_score, where('initial_anomaly_score')),
      records: finite(bucket.event_count, where('event_count')),
    });
  }
  return buckets;
};

interface FoundBucket {
  readonly timestamp: number;
  readonly anomaly_score: number;
  readonly initial_anomaly_score: number;
  readonly event_count: number;
}
