import { describe, expect, test } from 'vitest';
import { theta } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { airPassengers } from './air-passengers.ts';

forecasterContract('theta', theta, { period: 19 });

describe('theta', () => {
  test('finds the season of months and forecasts with it', async () => {
    const model = await theta.fit(airPassengers());
    expect(model.save().learnt).toMatchObject({ period: 12, kind: 'multiplicative' });
    const { mean } = model.forecast(12);
    expect(mean.indexOf(Math.max(...mean))).toBe(6);
  });

  test('subtracts the season of rows that are not all above 0', async () => {
    const { times, values } = airPassengers();
    const model = await theta.fit({ times, values: values.map((value) => value - 300) });
    expect(model.save().learnt.kind).toBe('additive');
  });

  test('has half the slope of a straight line without noise', async () => {
    const times = Float64Array.from({ length: 40 }, (_, i) => i);
    const { mean } = (await theta.fit({ times, values: times.map((i) => 100 + 2 * i) })).forecast(3);
    // Assimakopoulos and Nikolopoulos, 2000: the line of theta 0 carries the whole slope, weighed by a half.
    expect(mean[1]! - mean[0]!).toBeCloseTo(1, 9);
  });
});
