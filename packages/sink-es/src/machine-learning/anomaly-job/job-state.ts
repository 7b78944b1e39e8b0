import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { pollUntil } from '../request/poll.ts';
import type { PollOptions } from '../request/poll.ts';

/** How an anomaly job is, and what it has read so far. */
export interface JobStats {
  readonly state: 'closing' | 'closed' | 'opened' | 'failed' | 'opening';
  readonly assignment_explanation?: string;
  readonly data_counts: {
    readonly processed_record_count: number;
    readonly bucket_count: number;
    readonly latest_record_timestamp?: number;
  };
}

/** Opening loads the model and closing stores it, which can take minutes for a large one. */
const longestChangeMs = 1_800_000;

const pathOf = (job: string): string => `/_ml/anomaly_detectors/${encodeURIComponent(job)}`;

/** Asks how a job is; one that has failed is an error. */
export const jobStats = async (
  client: ElasticsearchClient,
  job: string,
  signal: AbortSignal | undefined,
): Promise<JobStats> => {
  const { body } = await askMachineLearning<{ readonly jobs: readonly [JobStats] }>(
    client,
    { method: 'GET', path: `${pathOf(job)}/_stats` },
    { doing: `read the state of the anomaly job ${job}`, signal },
  );
  const stats = body.jobs[0];
  if (stats.state !== 'failed') return stats;
  throw elasticsearchError(
    'PENSTOCK_ML_FAILED',
    `The anomaly job ${job} has failed${stats.assignment_explanation ? `: ${stats.assignment_explanation}` : ''}. ` +
      "Elasticsearch's log and the job's messages in Kibana say why; close it by force before it can run again.",
  );
};

/** Opens a job and resolves with whether it was closed before. An aborted call leaves the job closed. */
export const openJob = async (client: ElasticsearchClient, job: string, polling: PollOptions): Promise<boolean> => {
  const { signal } = polling;
  const state = await pollUntil(polling, async () => {
    const { state } = await jobStats(client, job, signal);
    return state === 'opening' || state === 'closing' ? undefined : state;
  });
  if (state === 'opened') return false;
  try {
    const { status } = await askMachineLearning(
      client,
      { method: 'POST', path: `${pathOf(job)}/_open`, body: { timeout: `${longestChangeMs}ms` } },
      { doing: `open the anomaly job ${job}`, orAlready: true, timeout: longestChangeMs, signal },
    );
    return status !== 409;
  } catch (error) {
    // Elasticsearch opens the job even when the client no longer waits for the answer.
    if (signal?.aborted) await closeJob(client, job, undefined).catch(() => undefined);
    throw error;
  }
};

/** Closes a job, which keeps its model for the next run. */
export const closeJob = async (
  client: ElasticsearchClient,
  job: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  await askMachineLearning(
    client,
    { method: 'POST', path: `${pathOf(job)}/_close`, body: { timeout: `${longestChangeMs}ms` } },
    { doing: `close the anomaly job ${job}`, timeout: longestChangeMs, signal },
  );
};
