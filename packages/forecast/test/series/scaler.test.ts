import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitScaler, scaled, unscaled } from '../../src/series/scaler.ts';

const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });

describe('fitScaler', () => {
  test('does not depend on rows after the training rows', () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 2 }),
        fc.array(number),
        fc.constantFrom('minMax', 'standard'),
        (training, test, scaling) => {
          fc.pre(Math.max(...training) - Math.min(...training) > 1e-3);
          const all = Float64Array.from([...training, ...test]);
          const alone = fitScaler(scaling, Float64Array.from(training));
          expect(fitScaler(scaling, all.subarray(0, training.length))).toEqual(alone);
        },
      ),
    );
  });

  test('minMax maps the range of the training rows to 0 to 1, and larger values above 1', () => {
    const scaler = fitScaler('minMax', Float64Array.of(10, 30, 20));
    expect(scaled([scaler], Float64Array.of(10, 20, 30, 50))).toEqual(Float64Array.of(0, 0.5, 1, 2));
  });

  test('standard maps to mean 0 and standard deviation 1', () => {
    const rows = scaled([fitScaler('standard', Float64Array.of(1, 2, 3, 10))], Float64Array.of(1, 2, 3, 10));
    expect(rows.reduce((a, b) => a + b)).toBeCloseTo(0, 12);
    expect(rows.reduce((a, b) => a + b * b, 0) / 4).toBeCloseTo(1, 12);
  });

  test('is inverted by unscaled', () => {
    const scaler = fitScaler('standard', Float64Array.of(1, 2, 3, 10));
    expect(unscaled(scaler, scaled([scaler], Float64Array.of(7))[0]!)).toBeCloseTo(7, 12);
  });

  test('refuses values that do not vary, and a range too large for a number', () => {
    expect(() => fitScaler('standard', Float64Array.of(3, 3))).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_SERIES_CONSTANT' }),
    );
    expect(() => fitScaler('minMax', Float64Array.of(-1.7e308, 1.7e308))).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' }),
    );
  });
});
