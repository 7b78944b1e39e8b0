import { describe, expect, test } from 'vitest';
import { bias, mase, owa, rmsse, smape } from '../../../src/index.ts';

const history = [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141];
const actual = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15];
const predicted = [450, 457.33, 424.44, 394.8, 408.9, 398.82];
const invalid = expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' });

describe('scaled errors', () => {
  // utilsforecast 0.2.17, by scaled-errors.golden.py.
  test('agree with utilsforecast', () => {
    expect(smape(actual, predicted)).toBeCloseTo(3.8579796471544996, 11);
    expect(bias(actual, predicted)).toBeCloseTo(7.975000000000004, 11);
    expect(mase(actual, predicted, history)).toBeCloseTo(1.5668735632183888, 11);
    expect(mase(actual, predicted, history, 12)).toBeCloseTo(2.434249999999997, 11);
    expect(rmsse(actual, predicted, history)).toBeCloseTo(1.699357134602449, 11);
    expect(rmsse(actual, predicted, history, 12)).toBeCloseTo(2.7477948065132676, 11);
  });

  // sMAPE, MASE and OWA of every fourth hourly series of the M4 competition (H1, H5, ...), 104 of 414.
  test.each([
    ['naive', 45.361, 12.881, 3.639],
    ['seasonal naive', 14.418, 1.318, 0.615],
    ['Naive2', 20.141, 2.563, 1],
  ])('give the OWA of %s on hourly series of the M4 competition', (_, error, scaled, expected) => {
    expect(owa({ smape: error, mase: scaled }, { smape: 20.141, mase: 2.563 })).toBeCloseTo(expected, 3);
  });

  test('count two zeros as no error, and opposite signs as the largest', () => {
    expect(smape([0, 1], [0, -1])).toBe(100);
  });

  test.each([mase, rmsse])('%o refuse a history that is too short, constant or not finite', (metric) => {
    expect(() => metric([1], [2], [1, 2], 2)).toThrow(invalid);
    expect(() => metric([1], [2], [3, 3, 3])).toThrow(invalid);
    expect(() => metric([1], [2], [3, Number.NaN, 3])).toThrow(invalid);
    expect(() => metric([1], [2, 3], [1, 2])).toThrow(invalid);
    expect(() => metric([1], [2], [1, 2], 0)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test('reject an OWA if an error of Naive2 is 0 or an error is not finite', () => {
    expect(() => owa({ smape: 1, mase: 1 }, { smape: 0, mase: 1 })).toThrow(invalid);
    expect(() => owa({ smape: 1, mase: Number.NaN }, { smape: 1, mase: 1 })).toThrow(invalid);
  });
});
