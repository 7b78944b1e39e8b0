import type { Duration } from '@penstock/stream';
import { checkOptions, toMs } from '@penstock/stream/internal';
import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { serverReason } from '../../connection/server-reason.ts';
import { elasticsearchError } from '../../errors.ts';
import { closeJob, jobStats, openJob } from '../anomaly-job/job-state.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';
import { toExistingId } from '../request/machine-learning-id.ts';
import { toMemorySize } from '../request/memory-size.ts';
import { pollUntil } from '../request/poll.ts';
import type { PollOptions } from '../request/poll.ts';
import { toTimeValue } from '../request/time-value.ts';
import { forecastQuery, resultsIndex } from './results-index.ts';

/** Options of {@link runForecast}. */
export interface RunForecastOptions extends PollOptions {
  /** Id of an anomaly job that has read data and has no detector with `over`. */
  readonly job: string;
  /** Length of the forecast after the last document that the job has read: whole seconds, at least one bucket. */
  readonly duration: Duration;
  /** Time after which Elasticsearch deletes the forecast, whole seconds; `Infinity` for never. Default `'14d'`. */
  readonly expiresIn?: Duration;
  /** The maximum memory for the forecast, from `'1mb'` to `'500mb'`; default `'20mb'`. */
  readonly memory?: string;
  /** Called after each poll with the completed share of the forecast, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The state of a forecast, as Elasticsearch stores it in the results index. */
interface ForecastStats {
  readonly forecast_status: 'scheduled' | 'started' | 'finished' | 'failed';
  readonly forecast_progress?: number;
  readonly forecast_messages?: readonly string[];
}

/**
 * Lets an anomaly job forecast its series, and resolves with the id of the finished forecast. Each call creates a new
 * forecast. `readForecast` reads it.
 *
 * A closed job is opened for the forecast and closed afterwards. Aborting ends the wait; Elasticsearch cannot stop a
 * forecast.
 *
 * @throws (rejects with) `PENSTOCK_ML_FAILED` with Elasticsearch's messages, or if another client closes the job;
 * `PENSTOCK_BAD_OPTION`, also if Elasticsearch refuses the forecast, such as for a job that has read no data;
 * `PENSTOCK_ML_NOT_FOUND`, `PENSTOCK_ML_MISSING`, `PENSTOCK_LICENSE_MISSING`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const forecast = await runForecast(client, { job: 'btc-close', duration: '30d' });
 * const { times, mean } = await readForecast(client, { job: 'btc-close', forecast });
 * ```
 */
export const runForecast = async (client: ElasticsearchClient, options: RunForecastOptions): Promise<string> => {
  const {
    duration,
    expiresIn = '14d',
    memory,
    onProgress,
    poll = '1s',
    signal,
    ...rest
  } = checkOptions(
    options,
    { job: true, duration: true, expiresIn: true, memory: true, onProgress: true, poll: true, signal: true },
    'runForecast',
  );
  toMs(poll, 'poll', { min: 1 });
  const job = toExistingId(rest.job, 'job');
  const body = {
    duration: toTimeValue(duration, 'duration'),
    expires_in: expiresIn === Infinity ? '0' : toTimeValue(expiresIn, 'expiresIn'),
    ...(memory !== undefined && { max_model_memory: toMemorySize(memory, 'memory') }),
  };
  const polling: PollOptions = { poll, ...(signal && { signal }) };
  const index = await resultsIndex(client, job, signal);
  const isOpened = await openJob(client, job, polling);
  try {
    const { status, body: made } = await askMachineLearning<{ readonly forecast_id: string }>(
      client,
      { method: 'POST', path: `/_ml/anomaly_detectors/${encodeURIComponent(job)}/_forecast`, body },
      { doing: `forecast with the anomaly job ${job}`, expect: [400], signal },
    );
    if (status === 400) {
      throw elasticsearchError(
        'PENSTOCK_BAD_OPTION',
        `Elasticsearch refused to forecast with the anomaly job ${job}: ${serverReason(made.error)}.`,
      );
    }
    await pollUntil(polling, async () => {
      const { state } = await jobStats(client, job, signal);
      const stats = await forecastStats(client, index, job, made.forecast_id, signal);
      if (stats?.forecast_progress !== undefined) onProgress?.(stats.forecast_progress);
      if (stats?.forecast_status === 'failed') {
        throw elasticsearchError(
          'PENSTOCK_ML_FAILED',
          `The forecast ${made.forecast_id} of the anomaly job ${job} has failed: ` +
            `${(stats.forecast_messages ?? []).join('; ') || 'Elasticsearch gives no reason'}.`,
        );
      }
      if (stats?.forecast_status === 'finished') return true;
      if (state !== 'closed') return undefined;
      throw elasticsearchError(
        'PENSTOCK_ML_FAILED',
        `Another client closed the anomaly job ${job} before its forecast ${made.forecast_id} ended. Forecast again.`,
      );
    });
    return made.forecast_id;
  } finally {
    if (isOpened) await closeJob(client, job, undefined).catch(() => undefined);
  }
};

const forecastStats = async (
  client: ElasticsearchClient,
  index: string,
  job: string,
  forecast: string,
  signal: AbortSignal | undefined,
): Promise<ForecastStats | undefined> => {
  const query = { bool: { filter: forecastQuery('model_forecast_request_stats', job, forecast) } };
  const { body } = await ask<{ readonly hits: { readonly hits: ReadonlyArray<{ readonly _source?: ForecastStats }> } }>(
    client,
    { method: 'POST', path: `/${encodeURIComponent(index)}/_search`, body: { size: 1, query } },
    { doing: `read the state of the forecast ${forecast}`, signal },
  );
  const [{ _source: stats } = {}] = body.hits.hits;
  return stats;
};
