import { checkOptions, toMs } from '@penstock/stream/internal';
import { serverReason } from '../../connection/server-reason.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { pollUntil } from '../request/poll.ts';
import type { PollOptions } from '../request/poll.ts';
import { pathOf } from './found-regression.ts';

/** Options of {@link runRegression}. */
export interface RunRegressionOptions extends PollOptions {
  /** Id of the regression. */
  readonly id: string;
  /** Called with the progress after each poll. */
  readonly onProgress?: (progress: RegressionProgress) => void;
}

/** Progress of a regression. */
export interface RegressionProgress {
  /** Elasticsearch's name of the current phase, such as `fine_tuning_parameters`; `null` when all are done. */
  readonly phase: string | null;
  /** Completed share of this phase, 0 to 1. */
  readonly share: number;
}

interface AnalyticsStats {
  readonly state: 'started' | 'stopped' | 'starting' | 'stopping' | 'failed';
  readonly progress: ReadonlyArray<{ readonly phase: string; readonly progress_percent: number }>;
  readonly assignment_explanation?: string;
  readonly failure_reason?: string;
}

/** Longest wait until Elasticsearch has stopped a regression. */
const longestStopMs = 600_000;

/**
 * Runs a regression and resolves when its predictions are written. If it has finished before, the call does not run it
 * again. If it already runs, the call waits for it.
 *
 * Aborting stops the regression, unless another call has started it, then rejects with the signal's reason. A later
 * call continues it.
 *
 * @throws (rejects with) `PENSTOCK_ML_FAILED` if the regression fails or is stopped; `PENSTOCK_BAD_OPTION` if
 * Elasticsearch refuses to start it, such as with a results index that is not empty; `PENSTOCK_ML_NOT_FOUND`,
 * `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`, and the errors of the connection.
 *
 * @example
 * ```ts
 * await runRegression(client, {
 *   id: 'btc-close-regression',
 *   onProgress: ({ phase, share }) => console.log(phase, share),
 * });
 * ```
 */
export const runRegression = async (client: ElasticsearchClient, options: RunRegressionOptions): Promise<void> => {
  const {
    onProgress,
    poll = '1s',
    signal,
    ...rest
  } = checkOptions(options, { id: true, onProgress: true, poll: true, signal: true }, 'runRegression');
  toMs(poll, 'poll', { min: 1 });
  const id = toExistingId(rest.id, 'id');
  const look = async (): Promise<AnalyticsStats> => {
    const { body } = await askMachineLearning<{ readonly data_frame_analytics: readonly [AnalyticsStats] }>(
      client,
      { method: 'GET', path: `${pathOf(id)}/_stats` },
      { doing: `read the state of the regression ${id}`, signal },
    );
    const stats = body.data_frame_analytics[0];
    onProgress?.(progressOf(stats));
    return stats;
  };
  const first = await look();
  let isOurs = first.state === 'stopped';
  if (isOurs && isDone(first)) return;
  try {
    if (isOurs) isOurs = await start(client, id, signal);
    await pollUntil({ poll, ...(signal && { signal }) }, async () => {
      const stats = await look();
      if (stats.state === 'failed') {
        const reason = stats.failure_reason ?? stats.assignment_explanation;
        throw failed(`The regression ${id} has failed${reason ? `: ${reason}` : ''}.`);
      }
      if (stats.state !== 'stopped') return undefined;
      if (isDone(stats)) return true;
      throw failed(`The regression ${id} was stopped in the phase ${progressOf(stats).phase}. Run it again.`);
    });
  } catch (error) {
    if (isOurs && signal?.aborted) await stop(client, id).catch(() => undefined);
    throw error;
  }
};

const failed = (message: string): Error => elasticsearchError('PENSTOCK_ML_FAILED', message);

const isDone = ({ progress }: AnalyticsStats): boolean =>
  progress.length > 0 && progress.every(({ progress_percent: percent }) => percent === 100);

const progressOf = ({ progress }: AnalyticsStats): RegressionProgress => {
  const under = progress.find(({ progress_percent: percent }) => percent < 100);
  return under ? { phase: under.phase, share: under.progress_percent / 100 } : { phase: null, share: 1 };
};

/** Starts a regression; resolves with true if this call started it, and with false if another call was faster. */
const start = async (client: ElasticsearchClient, id: string, signal: AbortSignal | undefined): Promise<boolean> => {
  const { status, body } = await askMachineLearning(
    client,
    { method: 'POST', path: `${pathOf(id)}/_start` },
    { doing: `start the regression ${id}`, expect: [400, 409], signal },
  );
  if (status < 400) return true;
  if (serverReason(body.error)?.includes('already been started')) return false;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `Elasticsearch refused to start the regression ${id}: ${serverReason(body.error)} (${status}).`,
  );
};

const stop = async (client: ElasticsearchClient, id: string): Promise<void> => {
  await askMachineLearning(
    client,
    { method: 'POST', path: `${pathOf(id)}/_stop`, querystring: { timeout: `${longestStopMs}ms` } },
    { doing: `stop the regression ${id}`, timeout: longestStopMs },
  );
};
