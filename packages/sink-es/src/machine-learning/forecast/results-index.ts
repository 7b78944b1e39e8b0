import type { ElasticsearchClient } from '../../connection/client.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';

/**
 * The index that the forecasts of a job are searched in: an alias that shows the results of this job alone. No API
 * gives forecasts.
 */
export const resultsIndex = async (
  client: ElasticsearchClient,
  job: string,
  signal: AbortSignal | undefined,
): Promise<string> => {
  // Says that the job, or machine learning, is not there; a search would say that an index is missing.
  await askMachineLearning(
    client,
    { method: 'GET', path: `/_ml/anomaly_detectors/${encodeURIComponent(job)}` },
    { doing: `read the anomaly job ${job}`, signal },
  );
  return `.ml-anomalies-${job}`;
};

/** The query for the documents of one type about a forecast. */
export const forecastQuery = (
  type: 'model_forecast' | 'model_forecast_request_stats',
  job: string,
  forecast: string,
): Record<string, unknown>[] => [
  { term: { result_type: type } },
  { term: { job_id: job } },
  { term: { forecast_id: forecast } },
];
