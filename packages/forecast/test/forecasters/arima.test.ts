import ARIMA from 'arima';
import { describe, expect, test } from 'vitest';
import { arima, log } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { wave } from '../waves.ts';
import { airPassengers } from './air-passengers.ts';

forecasterContract('arima', arima, { seasonalOrder: [0, 0, 0] });

describe('arima', () => {
  test('fits the airline model to logarithms of monthly rows by default', async () => {
    const model = await arima.fit(airPassengers(), { transforms: [log()] });
    expect(model.save().learnt).toEqual({ order: [0, 1, 1], seasonalOrder: [0, 1, 1], period: 12 });
    // R 4, forecast::Arima(log(AirPassengers), c(0, 1, 1), c(0, 1, 1)) forecasts 450.4, as Box, Jenkins and Reinsel,
    // table 9.1.
    expect(Math.abs(model.forecast(1).mean[0]! - 450.4)).toBeLessThan(1);
  });

  test('forecasts rows for which the package finds no maximum of the exact likelihood', async () => {
    const model = await arima.fit(wave(60), { seasonalOrder: [0, 0, 0] });
    const rows = wave(80);
    rows.values.fill(34965.500823238704, 60);
    expect(model.predictions(rows).mean.every(Number.isFinite)).toBe(true);
  });

  test('uses the package class that the caller passes in', async () => {
    const before = (await arima.fit(airPassengers())).forecast(3);
    await arima.ready(ARIMA);
    expect((await arima.fit(airPassengers())).forecast(3)).toEqual(before);
  });

  test.each([{ order: [1, 1] }, { order: [0, 3, 0] }, { seasonalOrder: [0, 1, 3] }])('refuses %j', async (options) => {
    await expect(arima.fit(airPassengers(), options as object)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});
