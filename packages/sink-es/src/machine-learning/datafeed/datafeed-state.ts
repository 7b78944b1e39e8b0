import type { ElasticsearchClient } from '../../connection/client.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';

/** State of a datafeed. */
export interface DatafeedStats {
  readonly state: 'starting' | 'started' | 'stopping' | 'stopped';
  readonly running_state?: { readonly real_time_running?: boolean };
}

/** Returns the path of a datafeed. */
export const pathOf = (id: string): string => `/_ml/datafeeds/${encodeURIComponent(id)}`;

/** Reads the id of the job that a datafeed feeds. */
export const jobOf = async (
  client: ElasticsearchClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<string> => {
  const { body } = await askMachineLearning<{ readonly datafeeds: readonly [{ readonly job_id: string }] }>(
    client,
    { method: 'GET', path: pathOf(id) },
    { doing: `read the datafeed ${id}`, signal },
  );
  return body.datafeeds[0].job_id;
};

/** Reads the state of a datafeed. */
export const datafeedStats = async (
  client: ElasticsearchClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<DatafeedStats> => {
  const { body } = await askMachineLearning<{ readonly datafeeds: readonly [DatafeedStats] }>(
    client,
    { method: 'GET', path: `${pathOf(id)}/_stats` },
    { doing: `read the state of the datafeed ${id}`, signal },
  );
  return body.datafeeds[0];
};
