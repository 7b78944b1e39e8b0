import { describe, expect, test } from 'vitest';
import * as es from '../src/index.ts';

const client = { transport: { request: () => Promise.reject(new Error('asked the server')) } } as never;
const prices = es.dataView<{ time: number; close: number }>({ index: 'prices', time: 'time' });
const values = [{ field: 'close' }] as const;
const chart = es.lineChart(prices, { title: 'Prices', values });
const candle = { open: 'close', high: 'close', low: 'close', close: 'close' } as const;
const job = { id: 'a', bucket: '1d', detectors: [{ function: 'count' }] } as const;
const regression = { id: 'a', index: 'a', destIndex: 'b', target: 'close' } as const;

/** One call of each function, with an additional misspelt option. None of the calls sends a request. */
const calls: Record<string, (misspelt: object) => unknown> = {
  anomalyChart: (misspelt) => es.anomalyChart(prices, { title: 'a', value: 'close', severity: 'close', ...misspelt }),
  bands: (misspelt) =>
    es.forecastChart(prices, { title: 'a', value: 'close', bands: [{ lower: 'close', upper: 'close', ...misspelt }] }),
  anomalyJob: (misspelt) => es.anomalyJob({ ...job, ...misspelt }),
  barChart: (misspelt) => es.barChart(prices, { title: 'a', values, ...misspelt }),
  candleChart: (misspelt) => es.candleChart(prices, { title: 'a', ...candle, ...misspelt }),
  candles: (misspelt) =>
    es.anomalyChart(prices, {
      title: 'a',
      value: 'close',
      severity: 'close',
      candles: { view: prices, ...candle, ...misspelt },
    }),
  concurrency: (misspelt) => es.toElasticsearch(client, { index: 'a', concurrency: misspelt }),
  dashboard: (misspelt) => es.dashboard({ title: 'a', panels: [chart], ...misspelt }),
  dataView: (misspelt) => es.dataView<{ time: number }>({ index: 'a', time: 'time', ...misspelt }),
  datafeed: (misspelt) => es.datafeed({ job: 'a', index: 'a', ...misspelt }),
  'detectors[0]': (misspelt) => es.anomalyJob({ ...job, detectors: [{ function: 'count', ...misspelt }] }),
  ensureAnomalyJob: (misspelt) => es.ensureAnomalyJob(client, { job: es.anomalyJob(job), ...misspelt }),
  ensureDatafeed: (misspelt) =>
    es.ensureDatafeed(client, { datafeed: es.datafeed({ job: 'a', index: 'a' }), ...misspelt }),
  ensureDataStream: (misspelt) =>
    es.ensureDataStream(client, {
      name: 'a',
      mapping: es.mapping<{ '@timestamp': number }>({ '@timestamp': 'date' }),
      ...misspelt,
    }),
  ensureIndex: (misspelt) => es.ensureIndex(client, { index: 'a', ...misspelt }),
  ensureRegression: (misspelt) => es.ensureRegression(client, { job: es.regressionJob(regression), ...misspelt }),
  ensureTemplate: (misspelt) => es.ensureTemplate(client, { name: 'a', patterns: ['a'], ...misspelt }),
  evaluateRegression: (misspelt) => es.evaluateRegression(client, { id: 'a', ...misspelt }),
  fields: (misspelt) => es.readCandles(client, { index: 'a', fields: { open: 'o', ...misspelt } }),
  forecastChart: (misspelt) => es.forecastChart(prices, { title: 'a', value: 'close', bands: [], ...misspelt }),
  history: (misspelt) =>
    es.forecastChart(prices, {
      title: 'a',
      value: 'close',
      bands: [],
      history: { view: prices, field: 'close', ...misspelt },
    }),
  importInto: (misspelt) =>
    es.importInto('http://localhost:1', es.dashboard({ title: 'a', panels: [chart] }), misspelt),
  lineChart: (misspelt) => es.lineChart(prices, { title: 'a', values, ...misspelt }),
  mapping: (misspelt) => es.mapping<{ time: number }>({ time: 'date' }, misspelt),
  readAnomalies: (misspelt) => es.readAnomalies(client, { job: 'a', ...misspelt }),
  readAnomalyBuckets: (misspelt) => es.readAnomalyBuckets(client, { job: 'a', ...misspelt }),
  readCandles: (misspelt) => es.readCandles(client, { index: 'a', ...misspelt }),
  readForecast: (misspelt) => es.readForecast(client, { job: 'a', forecast: 'a', ...misspelt }),
  readInfluencers: (misspelt) => es.readInfluencers(client, { job: 'a', ...misspelt }),
  readPredictions: (misspelt) => es.readPredictions(client, { id: 'a', ...misspelt }),
  readSeries: (misspelt) => es.readSeries(client, { index: 'a', field: 'close', ...misspelt }),
  regressionJob: (misspelt) => es.regressionJob({ ...regression, ...misspelt }),
  reindexInto: (misspelt) => es.reindexInto(client, { alias: 'a', index: 'a-2', ...misspelt }),
  retry: (misspelt) => es.toElasticsearch(client, { index: 'a', retry: misspelt }),
  runDatafeed: (misspelt) => es.runDatafeed(client, { datafeed: 'a', ...misspelt }),
  runForecast: (misspelt) => es.runForecast(client, { job: 'a', duration: '1d', ...misspelt }),
  runRegression: (misspelt) => es.runRegression(client, { id: 'a', ...misspelt }),
  series: (misspelt) =>
    es.anomalyChart(prices, {
      title: 'a',
      value: 'close',
      severity: 'close',
      series: { view: prices, field: 'close', ...misspelt },
    }),
  stopDatafeed: (misspelt) => es.stopDatafeed(client, { datafeed: 'a', ...misspelt }),
  table: (misspelt) => es.table(prices, { title: 'a', values, ...misspelt }),
  timeRange: (misspelt) =>
    es.dashboard({ title: 'a', panels: [chart], timeRange: { from: 'now-1y', to: 'now', ...misspelt } }),
  toElasticsearch: (misspelt) => es.toElasticsearch(client, { index: 'a', ...misspelt }),
  values: (misspelt) => es.lineChart(prices, { title: 'a', values: [{ field: 'close', ...misspelt }] }),
};

describe('a misspelt option is refused by', () => {
  test.each(Object.entries(calls))('%s', async (name, call) => {
    const caught: unknown = await new Promise((resolve) => resolve(call({ maxBatsh: 1 }))).catch(
      (error: unknown) => error,
    );
    expect(caught).toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(`${name} has no option maxBatsh`),
    });
  });
});

test('parameters of a field may have any name', () => {
  expect(es.mapping<{ close: number }>({ close: { type: 'double', coerce: false } }).properties).toEqual({
    close: { type: 'double', coerce: false },
  });
});

describe('missing required options are refused by', () => {
  const none = undefined as never;
  const required: Record<string, () => unknown> = {
    anomalyChart: () => es.anomalyChart(prices, none),
    anomalyJob: () => es.anomalyJob(none),
    barChart: () => es.barChart(prices, none),
    candleChart: () => es.candleChart(prices, none),
    dashboard: () => es.dashboard(none),
    dataView: () => es.dataView(none),
    datafeed: () => es.datafeed(none),
    ensureAnomalyJob: () => es.ensureAnomalyJob(client, none),
    ensureDatafeed: () => es.ensureDatafeed(client, none),
    ensureDataStream: () => es.ensureDataStream(client, none),
    ensureIndex: () => es.ensureIndex(client, none),
    ensureRegression: () => es.ensureRegression(client, none),
    ensureTemplate: () => es.ensureTemplate(client, none),
    evaluateRegression: () => es.evaluateRegression(client, none),
    forecastChart: () => es.forecastChart(prices, none),
    lineChart: () => es.lineChart(prices, none),
    readAnomalies: () => es.readAnomalies(client, none),
    readAnomalyBuckets: () => es.readAnomalyBuckets(client, none),
    readCandles: () => es.readCandles(client, none),
    readForecast: () => es.readForecast(client, none),
    readInfluencers: () => es.readInfluencers(client, none),
    readPredictions: () => es.readPredictions(client, none),
    readSeries: () => es.readSeries(client, none),
    regressionJob: () => es.regressionJob(none),
    reindexInto: () => es.reindexInto(client, none),
    runDatafeed: () => es.runDatafeed(client, none),
    runForecast: () => es.runForecast(client, none),
    runRegression: () => es.runRegression(client, none),
    stopDatafeed: () => es.stopDatafeed(client, none),
    table: () => es.table(prices, none),
    toElasticsearch: () => es.toElasticsearch(client, none),
  };

  test.each(Object.entries(required))('%s', async (name, call) => {
    const caught: unknown = await new Promise((resolve) => resolve(call())).catch((error: unknown) => error);
    expect(caught).toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: `${name} expected an object of options; got undefined.`,
    });
  });
});
