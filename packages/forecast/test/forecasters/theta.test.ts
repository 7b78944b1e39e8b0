import { describe, expect, test } from 'vitest';
import { theta } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { airPassengers } from './air-passengers.ts';

forecasterContract('theta', theta, { period: 19 });

describe('theta', () => {
  test('finds the season of monthly rows and forecasts with it', async () => {
    const model = await theta.fit(airPassengers());
    expect(model.save().learnt).toMatchObject({ period: 12, kind: 'multiplicative' });
    const { mean } = model.forecast(12);
    expect(mean.indexOf(Math.max(...mean))).toBe(6);
  });

  test('subtracts the season if not all rows are above 0', async () => {
    const { times, values } = airPassengers();
    const model = await theta.fit({ times, values: values.map((value) => value - 300) });
    expect(model.save().learnt.kind).toBe('additive');
  });

  test('forecasts a straight line with half its slope', async () => {
    const times = Float64Array.from({ length: 40 }, (_, i) => i);
    const { mean } = (await theta.fit({ times, values: times.map((i) => 100 + 2 * i) })).forecast(3);
    // Assimakopoulos and Nikolopoulos, 2000: the line with theta 0 has the whole slope and half of the weight.
    expect(mean[1]! - mean[0]!).toBeCloseTo(1, 9);
  });
});
