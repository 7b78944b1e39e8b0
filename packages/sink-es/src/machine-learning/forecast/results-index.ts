import type { ElasticsearchClient } from '../../connection/client.ts';
import { askMachineLearning } from '../request/ask-machine-learning.ts';

/**
 * Returns the alias with the results of this job only. Forecasts are searched in it, since no API returns them. Rejects
 * if the job does not exist.
 */
export const resultsIndex = async (
  client: ElasticsearchClient,
  job: string,
  signal: AbortSignal | undefined,
): Promise<string> => {
  // This request fails if the job or machine learning is missing. A search would only report a missing index.
  await askMachineLearning(
    client,
    { method: 'GET', path: `/_ml/anomaly_detectors/${encodeURIComponent(job)}` },
    { doing: `read the anomaly job ${job}`, signal },
  );
  return `.ml-anomalies-${job}`;
};

/** Returns the filters for the documents of one type that belong to a forecast. */
export const forecastQuery = (
  type: 'model_forecast' | 'model_forecast_request_stats',
  job: string,
  forecast: string,
): Record<string, unknown>[] => [
  { term: { result_type: type } },
  { term: { job_id: job } },
  { term: { forecast_id: forecast } },
];
