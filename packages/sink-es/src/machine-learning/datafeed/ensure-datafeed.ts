import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { ensureResource } from '../request/ensure-resource.ts';
import type { EnsuredResource } from '../request/ensure-resource.ts';
import { compareDatafeed } from './compare-datafeed.ts';
import type { DatafeedRequest } from './datafeed.ts';

/** Options of {@link ensureDatafeed}. */
export interface EnsureDatafeedOptions {
  /** The wanted datafeed, from `datafeed`. */
  readonly datafeed: DatafeedRequest;
  readonly signal?: AbortSignal;
}

/**
 * Creates a datafeed for an anomaly job, or changes the existing one to the wanted one; a second call changes nothing.
 *
 * All properties except the job can be changed. Elasticsearch changes a datafeed only while it is stopped. The job
 * keeps what it has learned from the documents of the old query.
 *
 * @throws (rejects with) {@link MachineLearningConflictError} (`PENSTOCK_ML_CONFLICT`) if the datafeed feeds another
 * job, or runs and differs; `PENSTOCK_BAD_OPTION` if Elasticsearch refuses the datafeed, such as a second one for a
 * job; `PENSTOCK_ML_NOT_FOUND` if the job does not exist; `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`; the errors
 * of the connection.
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
