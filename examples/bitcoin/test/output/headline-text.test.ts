import type { ComparedForecaster, ComparisonData, Scores } from '@penstock/forecast';
import { expect, test } from 'vitest';
import { headlineText, outsideText } from '../../src/output/headline-text.ts';

const scores = (rmse: number): Scores => ({
  rmse,
  mae: rmse,
  smape: 1,
  mase: 1,
  bias: 0,
  direction: 50,
  bands: [],
  crps: null,
});
const comparison = (forecasters: readonly ComparedForecaster[]): ComparisonData => ({
  origins: 140,
  horizon: 7,
  ahead: null,
  naive: scores(100),
  forecasters,
});
const naive: ComparedForecaster = { name: 'naive', scores: scores(100), skill: 0, pValue: null };

test.each([
  [0.4, '10.0 % below naive, which may be chance: p 0.40'],
  [0.01, '10.0 % below naive, p 0.010'],
])('says that a gain may be chance by its p-value of %d', (pValue, said) => {
  const theta = { name: 'theta', scores: scores(90), skill: 10, pValue };
  const text = headlineText({ name: 'theta', comparison: comparison([theta, naive]), untried: ['auto'] });
  expect(text).toContain(
    'Forecast by theta: of 2 forecasters it has the smallest error in 140 backtested forecasts of 7 days',
  );
  expect(text).toContain(`(RMSE 90.00; ${said})`);
  expect(text).toContain('There was no time to judge auto.');
});

test('says that no other has a smaller error when naive is best', () => {
  expect(headlineText({ name: 'naive', comparison: comparison([naive]), untried: [] })).toContain(
    'no other has a smaller error than naive, which repeats the last close',
  );
});

test('names the days whose forecast is outside its 80 % band', () => {
  const band = { lower80: 9, upper80: 11, lower95: 8, upper95: 12 };
  const none = { lower80: null, upper80: null, lower95: null, upper95: null };
  const inside = { date: '2023-01-11', mean: 10, ...band };
  expect(outsideText([inside, { date: '2023-01-12', mean: 10, ...none }])).toEqual([]);
  expect(outsideText([inside, { date: '2023-01-12', mean: 11.5, ...band }]).join('')).toContain(
    'The forecast of 2023-01-12 lies outside its own 80 % band',
  );
});
