import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { ensureResource } from '../request/ensure-resource.ts';
import type { EnsuredResource } from '../request/ensure-resource.ts';
import { compareDatafeed } from './compare-datafeed.ts';
import type { DatafeedRequest } from './datafeed.ts';

/** What {@link ensureDatafeed} sees to. */
export interface EnsureDatafeedOptions {
  /** Made by `datafeed`. */
  readonly datafeed: DatafeedRequest;
  readonly signal?: AbortSignal;
}

/**
 * Creates a datafeed for an anomaly job, or brings the one that exists to what is wanted; a second call changes
 * nothing.
 *
 * All but its job is changed where it differs. Elasticsearch does so while it is stopped alone, and what the job has
 * learned of the old query it keeps.
 *
 * @throws (rejects with) {@link MachineLearningConflictError} (`PENSTOCK_ML_CONFLICT`) where it feeds another job, or
 * runs; `PENSTOCK_BAD_OPTION` where Elasticsearch does not take it, such as a second one of a job;
 * `PENSTOCK_ML_NOT_FOUND` without the job; `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`; the errors of the
 * connection.
 *
 * @example
 * ```ts
 * await ensureDatafeed(client, { datafeed: datafeed({ job: 'btc-close', index: 'btc-usd' }) });
 * ```
 */
export const ensureDatafeed = async (
  client: ElasticsearchClient,
  options: EnsureDatafeedOptions,
): Promise<EnsuredResource> => {
  const { datafeed, signal } = checkOptions(options, { datafeed: true, signal: true }, 'ensureDatafeed');
  const { datafeed_id: id, ...body } = datafeed;
  return ensureResource(
    client,
    {
      kind: 'datafeed',
      id,
      path: `/_ml/datafeeds/${encodeURIComponent(id)}`,
      body,
      compare: (answer) => compareDatafeed(datafeed, answer),
    },
    signal,
  );
};
