import { expect, test } from 'vitest';
import { mean } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';

forecasterContract('mean', mean, {});

test('forecasts the mean of the latest rows, as many as it was fitted on', async () => {
  const series = { times: Float64Array.of(0, 1, 2), values: Float64Array.of(10, 7, 13) };
  const model = await mean.fit(series);
  expect(Array.from(model.forecast(2).mean)).toEqual([10, 10]);
  const after = { times: Float64Array.of(0, 1, 2, 3), values: Float64Array.of(10, 7, 13, 16) };
  expect(model.forecast(1, { after }).mean[0]).toBe(12);
});
