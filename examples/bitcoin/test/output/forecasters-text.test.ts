import type { ComparedForecaster, Scores } from '@penstock/forecast';
import { expect, test } from 'vitest';
import { forecasterLines, meaningText } from '../../src/output/forecasters-text.ts';

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
const headline = (name: string, forecasters: readonly ComparedForecaster[]) => ({
  name,
  comparison: { origins: 140, horizon: 7, ahead: null, naive: scores(100), forecasters },
  untried: [],
});
const naive: ComparedForecaster = { name: 'naive', scores: scores(100), skill: 0, pValue: null };
const theta = (skill: number, pValue: number): ComparedForecaster => ({
  name: 'theta',
  scores: scores(100 - skill),
  skill,
  pValue,
});

test('compares each forecaster with naive', () => {
  const all = [theta(10, 0.0004), naive, { ...theta(-3, 0.5), name: 'MSTL' }, { ...theta(0.01, 0.9), name: 'auto' }];
  expect(forecasterLines(headline('theta', all))).toEqual([
    'forecaster    RMSE  beside naive        p',
    'theta        90.00   10.0 % less  < 0.001',
    'naive       100.00',
    'MSTL        103.00    3.0 % more    0.500',
    'auto         99.99      the same    0.900',
  ]);
});

test.each([
  [
    'theta',
    [theta(10, 0.01), naive],
    /error of theta is 10\.0 % below that of the last close\. With 2 forecasters tried/,
  ],
  ['theta', [theta(10, 0.4), naive], /This may well be chance, so do not trade on it\.$/],
  ['naive', [naive, theta(-1, 0.4)], /no forecaster is better than the last close/],
])('explains in words what it means that %s is best', (name, all, said) => {
  expect(meaningText(headline(name, all))).toMatch(said);
});
