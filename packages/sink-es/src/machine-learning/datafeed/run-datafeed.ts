import { checkOptions, toMs } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { textOf, toInstant } from '../../reading/read-options.ts';
import { closeJob, jobStats, openJob } from '../anomaly-job/job-state.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { pollUntil } from '../request/poll.ts';
import type { PollOptions } from '../request/poll.ts';
import { datafeedStats, jobOf, pathOf } from './datafeed-state.ts';
import { stopDatafeed } from './stop-datafeed.ts';

/** Options of {@link runDatafeed}. */
export interface RunDatafeedOptions extends PollOptions {
  /** Id of the datafeed. */
  readonly datafeed: string;
  /**
   * First instant to read, inclusive, a `Date` or ms since the Unix epoch. Default: where the job's last run ended, or
   * the beginning in the first run.
   */
  readonly from?: number | Date;
  /** End of the span to read, exclusive, a `Date` or ms since the Unix epoch; default now. */
  readonly to?: number | Date;
  /** True reads the existing documents and then keeps the datafeed running for new ones; default false. */
  readonly follow?: boolean;
  /** Called with the progress after each poll. */
  readonly onProgress?: (progress: DatafeedProgress) => void;
}

/** Progress of a datafeed. The counts include earlier runs of the job. */
export interface DatafeedProgress {
  readonly state: 'starting' | 'started' | 'stopping' | 'stopped';
  /** Documents that the job has analysed. */
  readonly records: number;
  /** Buckets that the job has judged. */
  readonly buckets: number;
  /** Time of the latest document, ms since the Unix epoch; `null` before the first. */
  readonly time: number | null;
}

/**
 * Opens an anomaly job and starts its datafeed, which reads an index up to an instant. Resolves when the job has judged
 * all documents.
 *
 * Elasticsearch closes the job when its datafeed has reached the end. With `follow` it resolves when the existing
 * documents are read, and both keep running until `stopDatafeed`. A second run continues where the last one ended. If
 * the datafeed already runs, the call waits for it.
 *
 * Aborting stops the datafeed, unless another call started it, and closes the job. The call then rejects with the
 * signal's reason.
 *
 * @throws (rejects with) `PENSTOCK_ML_FAILED` if the job fails or has not found any document; `PENSTOCK_ML_NOT_FOUND`,
 * `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`, `PENSTOCK_BAD_OPTION`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const { buckets } = await runDatafeed(client, {
 *   datafeed: 'datafeed-btc-close',
 *   onProgress: ({ records }) => console.log(`${records} days read`),
 * });
 * ```
 */
export const runDatafeed = async (
  client: ElasticsearchClient,
  options: RunDatafeedOptions,
): Promise<DatafeedProgress> => {
  const {
    from,
    to,
    follow = false,
    onProgress,
    poll = '1s',
    signal,
    ...rest
  } = checkOptions(
    options,
    { datafeed: true, from: true, to: true, follow: true, onProgress: true, poll: true, signal: true },
    'runDatafeed',
  );
  toMs(poll, 'poll', { min: 1 });
  const id = toExistingId(rest.datafeed, 'datafeed');
  const start = toInstant(from, 'from');
  const end = follow ? toInstant(to, 'to') : (toInstant(to, 'to') ?? Date.now());
  if (follow && end !== undefined)
    throw elasticsearchError('PENSTOCK_BAD_OPTION', 'follow: true has no end. Leave out the option to, or follow.');
  if (start !== undefined && end !== undefined && start >= end) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `from must be before to; got ${textOf(start)} and ${textOf(end)}. Without to, the end is now.`,
    );
  }
  const job = await jobOf(client, id, signal);
  const polling: PollOptions = { poll, ...(signal && { signal }) };
  const look = async (): Promise<DatafeedProgress | undefined> => {
    const feed = await datafeedStats(client, id, signal);
    const { state, data_counts: counts } = await jobStats(client, job, signal);
    const progress: DatafeedProgress = {
      state: feed.state,
      records: counts.processed_record_count,
      buckets: counts.bucket_count,
      time: counts.latest_record_timestamp ?? null,
    };
    onProgress?.(progress);
    if (feed.state === 'stopped') {
      if (state === 'closed') return progress;
      // Elasticsearch closes the job a moment later. This request waits until it is closed and has all results.
      await closeJob(client, job, signal);
      return undefined;
    }
    return follow && feed.running_state?.real_time_running ? progress : undefined;
  };
  const isOpened = await openJob(client, job, polling);
  // A datafeed runs only while its job is open.
  let isOurs = isOpened || (await datafeedStats(client, id, signal)).state === 'stopped';
  try {
    if (isOurs) isOurs = await startDatafeed(client, id, { start, end, signal });
  } catch (error) {
    // An aborted request may have started the datafeed. The server closes no job while its datafeed runs, so stop it.
    if (signal?.aborted) await stopDatafeed(client, { datafeed: id }).catch(() => undefined);
    else if (isOpened) await closeJob(client, job, undefined).catch(() => undefined);
    throw error;
  }
  try {
    const progress = await pollUntil(polling, look);
    if (progress.records > 0 || follow) return progress;
  } catch (error) {
    if (isOurs && signal?.aborted) await stopDatafeed(client, { datafeed: id }).catch(() => undefined);
    throw error;
  }
  throw elasticsearchError(
    'PENSTOCK_ML_FAILED',
    `The datafeed ${id} found no document for the anomaly job ${job}. Check its index and query, the job's ` +
      'fields and time, and from and to.',
  );
};

/** Starts a datafeed; resolves with true if this call started it, and with false if another call was faster. */
const startDatafeed = async (
  client: ElasticsearchClient,
  id: string,
  {
    start,
    end,
    signal,
  }: { readonly start: number | undefined; readonly end: number | undefined; readonly signal: AbortSignal | undefined },
): Promise<boolean> => {
  const body = {
    ...(start !== undefined && { start: new Date(start).toISOString() }),
    ...(end !== undefined && { end: new Date(end).toISOString() }),
  };
  const { status } = await askMachineLearning(
    client,
    { method: 'POST', path: `${pathOf(id)}/_start`, body },
    { doing: `start the datafeed ${id}`, orAlready: true, signal },
  );
  return status !== 409;
};
