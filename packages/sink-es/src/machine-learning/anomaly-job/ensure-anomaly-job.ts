import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { ensureResource } from '../request/ensure-resource.ts';
import type { EnsuredResource } from '../request/ensure-resource.ts';
import type { AnomalyJobRequest } from './anomaly-job.ts';
import { compareJob } from './compare-job.ts';

/** Options of {@link ensureAnomalyJob}. */
export interface EnsureAnomalyJobOptions {
  /** The wanted job, from `anomalyJob`. */
  readonly job: AnomalyJobRequest;
  readonly signal?: AbortSignal;
}

/**
 * Creates an anomaly detection job, or changes the existing one to the wanted one; a second call changes nothing.
 *
 * Description, groups, model plot, memory, retention and the descriptions of detectors are changed if they are set.
 * Detectors, bucket, influencers, the time field and the results index cannot be changed; the error names each that
 * differs. Elasticsearch changes the memory of a closed job only.
 *
 * @throws (rejects with) {@link MachineLearningConflictError} (`PENSTOCK_ML_CONFLICT`); `PENSTOCK_BAD_OPTION` if
 * Elasticsearch refuses the job; `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`; the errors of the connection.
 *
 * @example
 * ```ts
 * await ensureAnomalyJob(client, {
 *   job: anomalyJob({ id: 'btc-close', bucket: '1d', detectors: [{ function: 'mean', field: 'close' }] }),
 * });
 * ```
 */
export const ensureAnomalyJob = async (
  client: ElasticsearchClient,
  options: EnsureAnomalyJobOptions,
): Promise<EnsuredResource> => {
  const { job, signal } = checkOptions(options, { job: true, signal: true }, 'ensureAnomalyJob');
  const { job_id: id, ...body } = job;
  return ensureResource(
    client,
    {
      kind: 'anomaly job',
      id,
      path: `/_ml/anomaly_detectors/${encodeURIComponent(id)}`,
      body,
      compare: (answer) => compareJob(job, answer),
    },
    signal,
  );
};
