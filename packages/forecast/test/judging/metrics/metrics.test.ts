import { PenstockError } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import {
  bias,
  coverage,
  directionHitRate,
  evaluate,
  explainedVariance,
  intervalScore,
  mae,
  mape,
  meanGammaDeviance,
  meanPoissonDeviance,
  mse,
  msle,
  pinball,
  pseudoHuber,
  r2,
  rmse,
  smape,
} from '../../../src/index.ts';

// All expected numbers come from scikit-learn 1.9.1, by test/judging/metrics/metrics.golden.py.
const actual = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15];
const predicted = [450, 457.33, 424.44, 394.8, 408.9, 398.82];

describe('metrics', () => {
  test('agree with scikit-learn', () => {
    const expected = {
      rmse: 19.687203542741482,
      mse: 387.58598333333276,
      mae: 16.228333333333314,
      mape: 3.9438658765813406,
      explainedVariance: 0.29337855729152396,
      r2: 0.15466375355516915,
      gammaDeviance: 0.002124368541259525,
      poissonDeviance: 0.9064517863896905,
    };
    const measured = evaluate(actual, Float64Array.from(predicted));
    expect(Object.keys(measured)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) {
      expect(measured[name as keyof typeof measured], name).toBeCloseTo(value, 11);
    }
  });

  test('agree with scikit-learn at zero and on constant series', () => {
    expect(meanPoissonDeviance([0, 3], [1, 2])).toBeCloseTo(1.2163953243244932, 14);
    expect(mape([0, 3], [1, 2]) / 2.251799813685248e17).toBeCloseTo(1, 12);
    expect(r2([2, 2], [2, 3])).toBe(0);
    expect(explainedVariance([2, 2], [3, 3])).toBe(1);
    expect(r2([2, 2], [2, 2])).toBe(1);
  });

  test('with a parameter agree with scikit-learn and SciPy', () => {
    expect(msle(actual, predicted)).toBeCloseTo(0.0021556774723174494, 14);
    expect(msle([0, 1], [0, 3])).toBeCloseTo(0.2402265069591007, 14);
    for (const [quantile, expected] of [
      [0, 12.10166666666666],
      [0.1, 11.30416666666666],
      [0.5, 8.114166666666657],
      [0.9, 4.924166666666657],
      [1, 4.126666666666655],
    ] as const) {
      expect(pinball(actual, predicted, quantile)).toBeCloseTo(expected, 11);
    }
    // SciPy 1.17.1, pseudo_huber.
    expect(pseudoHuber(actual, predicted, 0.5)).toBeCloseTo(7.871136222708689, 11);
    expect(pseudoHuber(actual, predicted)).toBeCloseTo(15.28362818506178, 11);
    expect(pseudoHuber(actual, predicted, 20)).toBeCloseTo(142.31157251654045, 11);
  });

  test('refuse parameters and values that they are not defined for', () => {
    const option = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' });
    for (const delta of [0, -1, Infinity]) expect(() => pseudoHuber([1], [1], delta)).toThrow(option);
    for (const quantile of [-0.1, 1.1, Number.NaN]) expect(() => pinball([1], [1], quantile)).toThrow(option);
    expect(() => msle([0, -1], [0, 0])).toThrow(/index 1/);
    expect(msle([-1], [-1], 2)).toBe(0);
  });

  test('count right directions, with no change as a third direction', () => {
    expect(directionHitRate([2, 1, 5, 5], [3, 5, 5, 6], [1, 2, 5, 5])).toBe(50);
    expect(() => directionHitRate([1], [1], [])).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' }),
    );
  });

  test.each([457.33, 0.1, 1e-8, 1e12 + 0.1, 1e-170, 1e170])(
    'are 0 or 1 if all actual values are %d, although their sum is rounded',
    (level) => {
      const flat = Array.from({ length: 20 }, () => level);
      const off = flat.map((value, index) => value * (index % 2 === 0 ? 1.5 : 0.5));
      expect([r2(flat, off), explainedVariance(flat, off)]).toEqual([0, 0]);
      expect([r2(flat, flat), explainedVariance(flat, flat)]).toEqual([1, 1]);
    },
  );

  test.each([2 ** -600, 2 ** -300, 2 ** 300, 2 ** 600])(
    'without unit, and rmse, keep their digits when values are multiplied by %d',
    (unit) => {
      const [ours, theirs] = [actual, predicted].map((values) => values.map((value) => value * unit)) as [
        number[],
        number[],
      ];
      expect(r2(ours, theirs)).toBeCloseTo(0.15466375355516915, 11);
      expect(explainedVariance(ours, theirs)).toBeCloseTo(0.29337855729152396, 11);
      expect(rmse(ours, theirs) / unit).toBeCloseTo(19.687203542741482, 11);
    },
  );

  test('count a value on a bound as covered', () => {
    expect(coverage([1, 2, 3, 9], [1, 0, 0, 0], [5, 2, 2, 8])).toBe(50);
  });

  test('score an interval by its width and by the distance of values outside', () => {
    // By the formula: the widths are 5, 5 and 2; the misses are 4 above and 1 below, times 2 / 0.2.
    expect(intervalScore([1, 9, -1], [0, 0, 0], [5, 5, 2], 80)).toBeCloseTo((12 + 10 * 5) / 3, 12);
    expect(() => intervalScore([1], [0], [5], 100)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test.each([coverage, (a: number[], l: number[], u: number[]) => intervalScore(a, l, u, 80)])(
    '%o refuses lower bounds above upper ones, missing bounds and NaN',
    (metric) => {
      const invalid = expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' });
      expect(() => metric([1, 1], [0, 3], [2, 2])).toThrow(invalid);
      expect(() => metric([1, 1], [0, 3], [2, 2])).toThrow(/index 1/);
      expect(() => metric([1, 1], [0, 0], [2])).toThrow(invalid);
      expect(() => metric([1], [Number.NaN], [2])).toThrow(invalid);
      expect(() => metric([], [], [])).toThrow(invalid);
    },
  );

  test.each([
    [meanGammaDeviance, [1, 0], [1, 1]],
    [meanGammaDeviance, [1, 1], [1, -2]],
    [meanPoissonDeviance, [1, -1], [1, 1]],
    [meanPoissonDeviance, [1, 1], [1, 0]],
  ])('%o names the index of a value outside its distribution', (metric, a, p) => {
    expect(() => metric(a, p)).toThrow(PenstockError);
    expect(() => metric(a, p)).toThrow(expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' }));
    expect(() => metric(a, p)).toThrow(/index 1/);
  });

  test.each([mse, rmse, mae, mape, smape, bias, msle, r2, explainedVariance, meanGammaDeviance, meanPoissonDeviance])(
    '%o refuses unequal lengths, empty lists and NaN',
    (metric) => {
      const invalid = expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' });
      expect(() => metric([1], [1, 2])).toThrow(invalid);
      expect(() => metric([], [])).toThrow(invalid);
      expect(() => metric([1, Number.NaN], [1, 2])).toThrow(/index 1/);
    },
  );
});
