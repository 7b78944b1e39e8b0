import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver, run } from '@penstock/stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anomaliesOf } from '../../src/board/anomalies-of.ts';
import { dailyPrices } from '../../src/board/daily-prices.ts';
import { evaluationOf } from '../../src/board/evaluation-of.ts';
import { forecastOf } from '../../src/board/forecast-of.ts';
import { forecastersOf } from '../../src/board/forecasters-of.ts';
import { readBoard } from '../../src/board/stored-board.ts';
import type { StoredBoard } from '../../src/board/stored-board.ts';
import { yearsOf } from '../../src/board/years-of.ts';
import { saveAnomalies, saveForecast } from '../../src/dashboard/results.ts';
import { duckdbStore } from '../../src/store/duckdb-store.ts';
import { oddDays, prices, result, timeOf } from './run-result.ts';

const { signal } = new AbortController();
const all = { from: -Infinity, to: Infinity };

let folder: string;
let empty: StoredBoard;
let board: StoredBoard;

/** Fills a store twice, so that the second run has to replace the first. Opens it again and reads it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-board-'));
  const store = await duckdbStore(folder);
  empty = await readBoard(store);
  await run(deliver(prices, { id: ({ Date }) => Date }), store.sink);
  await saveForecast(store, { ...result, loss: [...result.loss, { epoch: 3, loss: 9, validation: null }] }, signal);
  await saveAnomalies(store, [...oddDays, { ...oddDays[0]!, date: '2023-01-03' }], signal);
  await saveForecast(store, result, signal);
  await saveAnomalies(store, oddDays, signal);
  await store.close();
  const again = await duckdbStore(folder);
  board = await readBoard(again);
  await again.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('an empty store has no answers, and no error', () => {
  expect(empty).toMatchObject({ documents: 0, first: null, last: null });
  expect(dailyPrices(empty.prices, all).times).toEqual([]);
  expect(yearsOf(empty.prices)).toEqual({ years: [] });
  expect(anomaliesOf(empty.results.anomalies).rows).toEqual([]);
  expect(forecastOf(empty.results)).toBeNull();
  expect(evaluationOf(empty.results)).toBeNull();
  expect(forecastersOf(empty.results.forecasters)).toBeNull();
});

describe('prices', () => {
  test('are all days, in order of time, with null for unknown values', () => {
    expect(dailyPrices(board.prices, all)).toEqual({
      interval: '1d',
      times: [0, 1, 2, 3, 4, 5, 6, 7].map(timeOf),
      open: [99, null, 120, 114, 119, 125, 123, 129],
      high: [105, null, 126, 120, 125, 131, 129, 135],
      low: [95, null, 116, 110, 115, 121, 119, 125],
      close: [100, 110, 121, 115, 120, 126, 124, 130],
      volume: [1_000, null, 1_002, 1_003, 1_004, 1_005, 1_006, 1_007],
    });
  });

  test('stay within the bounds, both included', () => {
    expect(dailyPrices(board.prices, { from: timeOf(2), to: timeOf(3) }).close).toEqual([121, 115]);
  });

  test('have means and extremes by year and month', () => {
    const december = { month: '2022-12', open: (99 + 120 + 114) / 3, close: 111.5, high: 126, low: 95 };
    const january = { month: '2023-01', open: 124, close: 125, high: 135, low: 115 };
    expect(yearsOf(board.prices)).toEqual({
      years: [
        { year: 2022, months: [december] },
        { year: 2023, months: [january] },
        { year: 'all', months: [december, january] },
      ],
    });
  });
});

test('anomalies come newest first, with all their fields', () => {
  expect(anomaliesOf(board.results.anomalies)).toEqual({
    interval: '1d',
    rows: oddDays.toReversed().map(({ date, ...odd }) => ({ time: Date.parse(date), ...odd })),
  });
});

test('the forecast has the closes, both predictions, the days ahead, the loss and the reason', () => {
  const none = null;
  expect(forecastOf(board.results)).toEqual({
    interval: '1d',
    model: 'theta',
    why:
      'Forecast by theta: of 3 forecasters it has the smallest error in 140 backtested forecasts of 2 days (RMSE ' +
      '9.00; 10.0 % below naive, which may be chance: p 0.40). There was no time to judge auto.',
    series: {
      times: [0, 1, 2, 3, 4, 5, 6, 7].map(timeOf),
      actual: [100, 110, 121, 115, 120, 126, 124, 130],
      train: [none, none, 120, 118, none, none, none, none],
      test: [none, none, none, none, 121, 125, 127, 129],
    },
    ahead: {
      times: [8, 9].map(timeOf),
      mean: [131, 132],
      lower80: [120, null],
      upper80: [140, null],
      lower95: [110, null],
      upper95: [150, null],
    },
    loss: [
      { epoch: 1, train: 0.5, validation: null },
      { epoch: 2, train: 0.25, validation: 0.3 },
    ],
  });
});

test('the evaluation has the metrics of the run and the points of the scatter', () => {
  const { metrics, scatter } = evaluationOf(board.results)!;
  const row = (metric: string) => metrics.find((one) => one.metric === metric);
  // Test errors are 1, -1, 3 and -1, those of naive -5, -6, 2 and -6.
  expect(row('rmse')).toMatchObject({ test: Math.sqrt(12 / 4), naive: Math.sqrt(101 / 4) });
  expect(row('mae')).toMatchObject({ train: 2, test: 6 / 4, naive: 19 / 4 });
  expect(row('msle')!.train).toBeCloseTo((Math.log(122 / 121) ** 2 + Math.log(116 / 119) ** 2) / 2, 15);
  expect(row('pseudoHuber')!.train).toBeCloseTo((Math.sqrt(2) - 1 + Math.sqrt(10) - 1) / 2, 12);
  const { train, test: later, naive } = result.summary.metrics;
  for (const name of Object.keys(later) as Array<keyof typeof later>)
    expect(row(name)).toMatchObject({ train: train[name], test: later[name], naive: naive[name] });
  expect(metrics.every(({ meaning }) => meaning.length > 10)).toBe(true);
  expect(scatter).toEqual([
    { part: 'train', times: [2, 3].map(timeOf), actual: [121, 115], predicted: [120, 118] },
    { part: 'test', times: [4, 5, 6, 7].map(timeOf), actual: [120, 126, 124, 130], predicted: [121, 125, 127, 129] },
  ]);
});

test('the forecasters come by RMSE, then those that failed, then those for which there was no time', () => {
  const none = { rmse: null, mae: null, smape: null };
  expect(forecastersOf(board.results.forecasters)).toEqual({
    horizon: 2,
    origins: 140,
    rows: [
      {
        name: 'theta',
        rmse: 9,
        mase: 1.5,
        ofNaive: { rmse: 0.9, mae: 0.9, smape: 0.9 },
        pValue: 0.4,
        meaning: 'Its errors are 10.0 % smaller than those of naive, which may be chance.',
      },
      {
        name: 'naive',
        rmse: 10,
        mase: 2,
        ofNaive: { rmse: 1, mae: 1, smape: 1 },
        pValue: null,
        meaning: 'Forecasts that each day is like today. The others must beat it.',
      },
      {
        name: 'LSTM',
        rmse: 15,
        mase: null,
        ofNaive: { rmse: 1.5, mae: 1.5, smape: 1.5 },
        pValue: 0.001,
        meaning: 'Its errors are 50.0 % larger than those of naive, which is more than chance.',
      },
      { name: 'ARIMA', rmse: null, mase: null, ofNaive: none, pValue: null, meaning: 'It failed: no maximum' },
      { name: 'auto', rmse: null, mase: null, ofNaive: none, pValue: null, meaning: 'There was no time to judge it.' },
    ],
    verdict: forecastOf(board.results)!.why,
  });
});
