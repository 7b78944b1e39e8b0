import { evaluate } from '@penstock/forecast';
import type { Predictions, Scores } from '@penstock/forecast';
import type { StoredBoard } from '../../src/board/stored-board.ts';
import { anomalyDocument } from '../../src/dashboard/anomaly-documents.ts';
import { forecastDays, metricsOf } from '../../src/dashboard/forecast-documents.ts';
import type { ForecastResult } from '../../src/dashboard/forecast-documents.ts';
import { forecasterDocuments } from '../../src/dashboard/forecaster-documents.ts';
import type { OddDay } from '../../src/model/anomalies.ts';
import type { DailyPrice } from '../../src/prices/document.ts';
import { toDocument } from '../../src/prices/document.ts';

const day = 86_400_000;
const first = Date.UTC(2022, 11, 28);

/** The start of a day of {@link prices}, or of a day after them. */
export const timeOf = (row: number): number => first + row * day;

const closes = [100, 110, 121, 115, 120, 126, 124, 130];

/** Eight days around a new year. The second has only a close. */
export const prices = closes.map((close, row) =>
  toDocument({
    time: timeOf(row),
    ...(row === 1
      ? { open: null, high: null, low: null, volume: null }
      : { open: close - 1, high: close + 5, low: close - 5, volume: 1_000 + row }),
    close,
    source: 'file',
    found: 1,
  } satisfies DailyPrice),
);

const predictions = (from: number, mean: readonly number[]): Predictions => ({
  times: Float64Array.from(mean, (_, row) => timeOf(from + row)),
  actual: Float64Array.from(closes.slice(from, from + mean.length)),
  mean: Float64Array.from(mean),
});

const fit = {
  train: predictions(2, [120, 118]),
  test: predictions(4, [121, 125, 127, 129]),
  naive: predictions(4, [115, 120, 126, 124]),
};

const scores = (of: number, mase: number | null): Scores => ({
  rmse: 10 * of,
  mae: 8 * of,
  smape: 4 * of,
  mase,
  bias: 0,
  direction: 50,
  bands: [],
  crps: null,
});

const comparison = {
  origins: 140,
  horizon: 2,
  ahead: null,
  naive: scores(1, 2),
  forecasters: [
    { name: 'theta', scores: scores(0.9, 1.5), skill: 10, pValue: 0.4 },
    { name: 'naive', scores: scores(1, 2), skill: 0, pValue: null },
    { name: 'LSTM', scores: scores(1.5, null), skill: -50, pValue: 0.001 },
    { name: 'ARIMA', scores: null, skill: null, pValue: null, error: 'no maximum' },
  ],
};

const noBands = { lower80: null, upper80: null, lower95: null, upper95: null };

/** The results of a run on these days. */
export const result: ForecastResult = {
  closes: { times: Float64Array.from(closes, (_, row) => timeOf(row)), values: Float64Array.from(closes) },
  fit,
  loss: [
    { epoch: 1, loss: 0.5, validation: null },
    { epoch: 2, loss: 0.25, validation: 0.3 },
  ],
  summary: {
    store: 'duckdb',
    engine: { name: 'wasm', seconds: 1 },
    headline: { name: 'theta', comparison, untried: ['auto'] },
    forecast: [
      { date: '2023-01-05', mean: 131, lower80: 120, upper80: 140, lower95: 110, upper95: 150 },
      { date: '2023-01-06', mean: 132, ...noBands },
    ],
    metrics: {
      train: evaluate(fit.train.actual, fit.train.mean),
      test: evaluate(fit.test.actual, fit.test.mean),
      naive: evaluate(fit.naive.actual, fit.naive.mean),
    },
    anomalies: [],
  },
};

const odd = (row: number, severity: number): OddDay => ({
  date: new Date(timeOf(row)).toISOString().slice(0, 10),
  severity,
  actual: closes[row]!,
  typical: closes[row]! / 1.25,
  lower: 50,
  upper: 90,
  direction: 'higher',
  kind: 'spike',
  description: '1.25x higher',
  factor: 1.25,
  alarm: severity >= 50,
});

/** The anomalies of these days. */
export const oddDays: readonly OddDay[] = [odd(2, 30), odd(5, 80)];

/** The content of a store after that run. */
export const stored: StoredBoard = {
  name: 'duckdb',
  documents: prices.length,
  first: '2022-12-28',
  last: '2023-01-04',
  sources: { file: prices.length },
  prices,
  results: {
    forecast: forecastDays(result),
    metrics: metricsOf(result),
    loss: result.loss,
    forecasters: forecasterDocuments(result),
    anomalies: oddDays.map(anomalyDocument),
  },
};
