import { expect, test } from 'vitest';
import { drift } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';

forecasterContract('drift', drift, {});

test('continues the line through the first and the last row', async () => {
  const series = { times: Float64Array.of(0, 1, 2), values: Float64Array.of(10, 7, 12) };
  expect(Array.from((await drift.fit(series)).forecast(2).mean)).toEqual([13, 14]);
});

test('exceeds the range of its rows by at most its width', async () => {
  const series = { times: Float64Array.of(0, 1, 2), values: Float64Array.of(10, 11, 12) };
  expect((await drift.fit(series)).forecast(9).mean[8]).toBe(14);
});
