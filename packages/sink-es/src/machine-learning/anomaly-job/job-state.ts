import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { pollUntil } from '../request/poll.ts';
import type { PollOptions } from '../request/poll.ts';

/** State of an anomaly job, and counts of what it has read so far. */
export interface JobStats {
  readonly state: 'closing' | 'closed' | 'opened' | 'failed' | 'opening';
  readonly assignment_explanation?: string;
  readonly data_counts: {
    readonly processed_record_count: number;
    readonly bucket_count: number;
    readonly latest_record_timestamp?: number;
  };
}

/** Longest wait for opening, which loads the model, and for closing, which stores it. Large models take minutes. */
const longestChangeMs = 1_800_000;

const pathOf = (job: string): string => `/_ml/anomaly_detectors/${encodeURIComponent(job)}`;

/** Reads the state of a job; rejects with `PENSTOCK_ML_FAILED` if the job has failed. */
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
      "See Elasticsearch's log and the job's messages in Kibana. Force-close the job before you run it again.",
  );
};

/** Opens a job; resolves with true if it was closed before. An aborted call leaves the job closed. */
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
    // Elasticsearch opens the job even if the client no longer waits for the answer.
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
