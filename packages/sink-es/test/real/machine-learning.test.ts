import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  anomalyJob,
  datafeed,
  ensureAnomalyJob,
  ensureDatafeed,
  ensureRegression,
  evaluateRegression,
  readAnomalies,
  readForecast,
  readPredictions,
  regressionJob,
  runDatafeed,
  runForecast,
  runRegression,
  stopDatafeed,
} from '../../src/index.ts';
import type { ElasticsearchClient } from '../../src/index.ts';
import { startMachineLearning } from '../machine-learning/server/machine-learning-server.ts';
import type { MachineLearningServer } from '../machine-learning/server/machine-learning-server.ts';
import { askServer, freshIndex, pairs, servers } from './servers.ts';

const job = anomalyJob({ id: 'btc-close', bucket: '1d', detectors: [{ function: 'mean', field: 'Close' }] });
const regression = (index: string, destIndex: string) =>
  regressionJob({ id: 'btc-regression', index, destIndex, target: 'Close', excludes: ['Date'] });

// Like OpenSearch, the servers of the tests have no machine learning.
describe('a server without machine learning is reported by', () => {
  const calls: Record<string, (client: ElasticsearchClient) => Promise<unknown>> = {
    ensureAnomalyJob: (client) => ensureAnomalyJob(client, { job }),
    ensureDatafeed: (client) => ensureDatafeed(client, { datafeed: datafeed({ job: 'btc-close', index: 'btc' }) }),
    ensureRegression: (client) => ensureRegression(client, { job: regression('btc', 'btc-predictions') }),
    evaluateRegression: (client) => evaluateRegression(client, { id: 'btc-regression' }),
    readAnomalies: (client) => readAnomalies(client, { job: 'btc-close' }),
    readForecast: (client) => readForecast(client, { job: 'btc-close', forecast: 'a' }),
    readPredictions: (client) => readPredictions(client, { id: 'btc-regression' }),
    runDatafeed: (client) => runDatafeed(client, { datafeed: 'datafeed-btc-close' }),
    runForecast: (client) => runForecast(client, { job: 'btc-close', duration: '30d' }),
    runRegression: (client) => runRegression(client, { id: 'btc-regression' }),
    stopDatafeed: (client) => stopDatafeed(client, { datafeed: 'datafeed-btc-close' }),
  };

  describe.each(pairs)('$name', ({ open }) => {
    const client = open();
    afterAll(() => client.close());

    test.each(Object.entries(calls))('%s', async (_, call) => {
      await expect(call(client)).rejects.toMatchObject({
        code: 'PENSTOCK_ML_MISSING',
        message: expect.stringContaining('this Elasticsearch has no machine learning') as string,
      });
    });
  });
});

/**
 * Searches go to a real server, which has the documents that Elasticsearch would have written. The server of the tests
 * answers the requests to the API of machine learning and forwards the searches.
 */
describe.each(servers)('over documents in %s', (name) => {
  const base = freshIndex();
  const day = 86_400_000;
  const first = Date.UTC(2023, 0, 1);
  let server: MachineLearningServer;
  let client: Client;

  const write = async (index: string, properties: object, documents: readonly object[], more: object = {}) => {
    await askServer(name, 'PUT', `/${index}`, { mappings: { properties }, ...more });
    for (const document of documents) await askServer(name, 'POST', `/${index}/_doc?refresh=true`, document);
  };

  beforeAll(async () => {
    server = await startMachineLearning(undefined, inject(name));
    client = new Client({ node: server.url });
    await ensureAnomalyJob(client, { job });
    await ensureRegression(client, { job: regression(`${base}-prices`, `${base}-predictions`) });
    const keyword = { type: 'keyword' };
    await write(
      `${base}-results`,
      {
        job_id: keyword,
        result_type: keyword,
        forecast_id: keyword,
        detector_index: { type: 'integer' },
        partition_field_value: keyword,
        timestamp: { type: 'date' },
        forecast_prediction: { type: 'double' },
        forecast_lower: { type: 'double' },
        forecast_upper: { type: 'double' },
      },
      [
        ...[2, 0, 1].map((i) => forecastRow('plain', first + i * day, 16_000 + i)),
        ...['x', 'y'].map((venue, i) => ({ ...forecastRow('split', first, 100 + i), partition_field_value: venue })),
        { ...forecastRow('plain', first, 1), job_id: 'another' },
        { ...forecastRow('plain', first, 2), detector_index: 1 },
        { job_id: 'btc-close', result_type: 'model_forecast_request_stats', forecast_id: 'plain', timestamp: first },
      ],
      { aliases: { '.ml-anomalies-btc-close': { filter: { term: { job_id: 'btc-close' } } } } },
    );
    await write(
      `${base}-predictions`,
      {
        time: { type: 'date' },
        Close: { type: 'double' },
        ml: { properties: { Close_prediction: { type: 'double' }, is_training: { type: 'boolean' } } },
      },
      [
        row(first + 2 * day, 16_700, 16_650.5, false),
        row(first, 16_600, 16_610.25, true),
        row(first + day, 16_500, 16_505, true),
        { time: first + 3 * day, ml: { Close_prediction: 16_800, is_training: false } },
      ],
    );
  });

  afterAll(async () => {
    await askServer(name, 'DELETE', `/${base}-results,${base}-predictions?ignore_unavailable=true`);
    await client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  test('reads a forecast with its band', async () => {
    expect(await readForecast(client, { job: 'btc-close', forecast: 'plain' })).toEqual({
      times: Float64Array.of(first, first + day, first + 2 * day),
      mean: Float64Array.of(16_000, 16_001, 16_002),
      intervals: [
        {
          level: 95,
          lower: Float64Array.of(15_900, 15_901, 15_902),
          upper: Float64Array.of(16_100, 16_101, 16_102),
        },
      ],
    });
  });

  test('reads one of several series of a forecast', async () => {
    const split = { job: 'btc-close', forecast: 'split' };
    await expect(readForecast(client, split)).rejects.toMatchObject({ code: 'PENSTOCK_DUPLICATE_TIME' });
    expect(await readForecast(client, { ...split, partition: 'y' })).toMatchObject({ mean: Float64Array.of(101) });
    await expect(readForecast(client, { ...split, by: 'z' })).rejects.toMatchObject({ code: 'PENSTOCK_ML_NOT_FOUND' });
  });

  test('reads the predictions of a regression for the training rows and the other rows', async () => {
    expect(await readPredictions(client, { id: 'btc-regression' })).toEqual({
      training: {
        times: Float64Array.of(first, first + day),
        actual: Float64Array.of(16_600, 16_500),
        mean: Float64Array.of(16_610.25, 16_505),
      },
      generalization: {
        times: Float64Array.of(first + 2 * day),
        actual: Float64Array.of(16_700),
        mean: Float64Array.of(16_650.5),
      },
    });
    const query = { range: { time: { lt: '2023-01-02' } } };
    expect(await readPredictions(client, { id: 'btc-regression', query })).toMatchObject({
      training: { mean: Float64Array.of(16_610.25) },
      generalization: { mean: new Float64Array(0) },
    });
  });
});

/** Returns the document of one row of a forecast in the results index. */
const forecastRow = (forecast: string, timestamp: number, mean: number) => ({
  job_id: 'btc-close',
  forecast_id: forecast,
  result_type: 'model_forecast',
  bucket_span: 86_400,
  detector_index: 0,
  timestamp,
  forecast_prediction: mean,
  forecast_lower: mean - 100,
  forecast_upper: mean + 100,
});

/** Returns a row of a regression with its results. */
const row = (time: number, close: number, prediction: number, isTraining: boolean) => ({
  time,
  Close: close,
  ml: { Close_prediction: prediction, is_training: isTraining },
});
