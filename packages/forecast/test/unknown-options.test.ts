import { describe, expect, test } from 'vitest';
import * as forecast from '../src/index.ts';

const closes = {
  times: Float64Array.from({ length: 40 }, (_, day) => day * 86_400_000),
  values: Float64Array.from({ length: 40 }, (_, day) => 100 + (day % 7)),
};
const model = await forecast.naive.fit(closes);
const members = [forecast.candidate('naive', forecast.naive)];
const tried = await forecast.backtest(members, closes, { horizon: 2, folds: 3 });
const combined = await forecast.ensemble.fit(closes, { members });
const chosen = await forecast.auto.fit(closes, { candidates: members });
const { seasonalNaive, drift, mean, theta, ets, mstl, autoregression, arima } = forecast;
const methods = { seasonalNaive, drift, mean, theta, ets, mstl, autoregression, arima };

/** One call of each function that takes options, with a misspelt option among them. */
const calls: Record<string, (misspelt: object) => unknown> = {
  AnomalyDetector: (misspelt) => new forecast.AnomalyDetector(misspelt),
  'auto.fit': (misspelt) => forecast.auto.fit(closes, misspelt),
  'auto.load': (misspelt) => forecast.auto.load(chosen.save(), misspelt),
  backtest: (misspelt) => forecast.backtest(members, closes, { horizon: 2, ...misspelt }),
  compare: (misspelt) => forecast.compare(tried, misspelt),
  deseasonalise: (misspelt) => forecast.deseasonalise(misspelt),
  detectAnomalies: (misspelt) => forecast.detectAnomalies(closes, misspelt),
  dieboldMariano: (misspelt) => forecast.dieboldMariano([1, 2, 3], [3, 1, 2], misspelt),
  'ensemble.fit': (misspelt) => forecast.ensemble.fit(closes, { members, ...misspelt }),
  'ensemble.load': (misspelt) => forecast.ensemble.load(combined.save(), misspelt),
  evaluateRegression: (misspelt) => forecast.evaluateRegression({ model, series: closes }, misspelt),
  forecast: (misspelt) => model.forecast(1, misspelt),
  'lstm.fit': (misspelt) => forecast.lstm.fit(closes, { epochs: 1, ...misspelt }),
  'lstm.fitMany': (misspelt) => forecast.lstm.fitMany([closes], { epochs: 1, ...misspelt }),
  'lstm.load': (misspelt) =>
    forecast.lstm.load({ 'model.json': new Uint8Array(), 'weights.bin': new Uint8Array() }, misspelt),
  'naive.fit': (misspelt) => forecast.naive.fit(closes, misspelt as forecast.NaiveOptions),
  overallSeverity: (misspelt) => forecast.overallSeverity(misspelt),
  predictions: (misspelt) => model.predictions(closes, misspelt),
  scale: (misspelt) => forecast.scale(misspelt),
  wasmEngine: (misspelt) => forecast.wasmEngine(misspelt),
  ...Object.fromEntries(
    Object.entries(methods).map(([name, { fit }]) => [
      `${name}.fit`,
      (misspelt: object) => fit(closes, misspelt as forecast.MethodOptions),
    ]),
  ),
};

describe('a misspelt option is an error of', () => {
  test.each(Object.entries(calls))('%s', async (name, call) => {
    const caught: unknown = await new Promise((resolve) => resolve(call({ unit: 4 }))).catch((error: unknown) => error);
    expect(caught).toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(`${name} has no option unit`),
    });
  });

  test('lstm.fitMany, which does not have the option onEpoch', async () => {
    await expect(forecast.lstm.fitMany([closes], { onEpoch: () => undefined } as object)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
    });
  });
});
