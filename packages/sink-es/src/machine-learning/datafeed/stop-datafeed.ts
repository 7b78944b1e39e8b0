import { checkOptions } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { closeJob } from '../anomaly-job/job-state.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { jobOf, pathOf } from './datafeed-state.ts';

/** Options of {@link stopDatafeed}. */
export interface StopDatafeedOptions {
  /** Id of the datafeed. */
  readonly datafeed: string;
  /** True also closes the job, which stores its model; default true. */
  readonly closeJob?: boolean;
  readonly signal?: AbortSignal;
}

/** Longer than Elasticsearch's default, since a search over a long time range may take longer than that. */
const longestStopMs = 600_000;

/**
 * Stops a datafeed, and resolves when it has stopped and its job is closed. A stopped datafeed stays stopped.
 *
 * The job keeps what it has learned, and a later run continues from there.
 *
 * @throws (rejects with) `PENSTOCK_ML_NOT_FOUND`, `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`, and the errors of
 * the connection.
 *
 * @example
 * ```ts
 * await stopDatafeed(client, { datafeed: 'datafeed-btc-close' });
 * ```
 */
export const stopDatafeed = async (client: ElasticsearchClient, options: StopDatafeedOptions): Promise<void> => {
  const {
    datafeed,
    closeJob: closes = true,
    signal,
  } = checkOptions(options, { datafeed: true, closeJob: true, signal: true }, 'stopDatafeed');
  const id = toExistingId(datafeed, 'datafeed');
  const job = await jobOf(client, id, signal);
  await askMachineLearning(
    client,
    { method: 'POST', path: `${pathOf(id)}/_stop`, body: { timeout: `${longestStopMs}ms` } },
    { doing: `stop the datafeed ${id}`, timeout: longestStopMs, signal },
  );
  if (closes) await closeJob(client, job, signal);
};
