import { describe, expect, test } from 'vitest';
import { evaluateRegression, mean, naive } from '../../../src/index.ts';
import type { RegressionErrors, RegressionPairs } from '../../../src/index.ts';
import { daily } from '../../simulated.ts';

const actual = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 435.79, 423.2];
const predicted = [450, 457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 436.5];
const isTraining = [true, true, false, true, true, false, false, false];
const pairs: RegressionPairs = { actual, predicted, isTraining };

const expectErrors = (found: RegressionErrors | null, expected: RegressionErrors): void => {
  expect(Object.keys(found ?? {})).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    expect(found?.[name as keyof RegressionErrors], name).toBeCloseTo(value as number, 11);
  }
};

describe('evaluateRegression', () => {
  // The expected numbers come from scikit-learn 1.9.1 and SciPy 1.17.1, by evaluate-regression.golden.py beside this
  // file.
  test("agrees with scikit-learn on training and other rows, with Elastic's defaults", () => {
    const { training, generalisation } = evaluateRegression(pairs);
    expectErrors(training, {
      count: 4,
      mse: 358.9743499999994,
      r2: 0.26834367298485184,
      msle: 0.0019125698000788938,
      pseudoHuber: 15.141998816229279,
    });
    expectErrors(generalisation, {
      count: 4,
      mse: 549.5395250000006,
      r2: -1.0572263676272393,
      msle: 0.0031649696550932415,
      pseudoHuber: 19.031543706035077,
    });
  });

  test('agrees with scikit-learn for another delta and offset', () => {
    const { training, generalisation } = evaluateRegression(pairs, { huberDelta: 20, msleOffset: 10 });
    expect(training?.msle).toBeCloseTo(0.0018353204843527158, 14);
    expect(training?.pseudoHuber).toBeCloseTo(133.308060568252, 11);
    expect(generalisation?.msle).toBeCloseTo(0.0030324588965736483, 14);
    expect(generalisation?.pseudoHuber).toBeCloseTo(195.9334466291402, 11);
  });

  test('returns each point, and whether it is a training row', () => {
    const { points } = evaluateRegression(pairs);
    expect(points).toHaveLength(8);
    expect(points[2]).toEqual({ actual: 394.8, predicted: 424.44, isTraining: false });
    expect(points.map((point) => point.isTraining)).toEqual(isTraining);
  });

  test('returns null for a part without points, and for undefined logarithms', () => {
    const { training, generalisation } = evaluateRegression({
      actual: [1, -1],
      predicted: [1, 2],
      isTraining: [false, false],
    });
    expect(training).toBeNull();
    expect(generalisation).toMatchObject({ count: 2, mse: 4.5, msle: null });
  });

  test('judges one-step-ahead predictions of a model, on its training rows and on the rows after them', async () => {
    const series = daily([10, 20, 30, 40, 60]);
    const model = await mean.fit(daily([10, 20]));
    // Each row is forecast as the mean of the two before it.
    const { training, generalisation, points } = evaluateRegression({ model, series });
    expect(points).toEqual([
      { actual: 30, predicted: 15, isTraining: false },
      { actual: 40, predicted: 25, isTraining: false },
      { actual: 60, predicted: 35, isTraining: false },
    ]);
    expect(training).toBeNull();
    expect(generalisation?.mse).toBeCloseTo((15 ** 2 + 15 ** 2 + 25 ** 2) / 3, 10);
    expect(evaluateRegression({ model, series, trainingRows: 4 }).points.map((point) => point.isTraining)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("finds the training rows by the model's fittedUntil", async () => {
    const series = daily([10, 20, 30, 40, 60]);
    const model = await naive.fit(series);
    const parts = (fittedUntil: number): number[] => {
      const judged = { predictions: model.predictions.bind(model), fittedUntil };
      const { training, generalisation } = evaluateRegression({ model: judged, series });
      return [training?.count ?? 0, generalisation?.count ?? 0];
    };
    expect(parts(model.fittedUntil)).toEqual([0, 4]);
    expect(parts(series.times[2]!)).toEqual([2, 2]);
    expect(parts(series.times[4]!)).toEqual([4, 0]);
  });

  test.each([
    ['lists of other lengths', { ...pairs, isTraining: [true] }, 'isTraining needs one entry for each actual value'],
    ['no rows', { actual: [], predicted: [], isTraining: [] }, 'at least one'],
    ['NaN', { ...pairs, predicted: predicted.with(3, NaN) }, 'at index 3'],
    [
      'isTraining with a value that is not a boolean',
      { ...pairs, isTraining: isTraining.map(Number) },
      'got 1 at index 0',
    ],
    ['a missing list', { actual, predicted }, 'Expected an array for isTraining'],
  ])('refuses %s', (_name, input, message) => {
    const evaluated = () => evaluateRegression(input as RegressionPairs);
    expect(evaluated).toThrow(expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' }));
    expect(evaluated).toThrow(message);
  });

  test.each([{ huberDelta: 0 }, { huberDelta: Infinity }, { msleOffset: NaN }])('refuses %j', (options) => {
    expect(() => evaluateRegression(pairs, options)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test('refuses training rows beyond the series', async () => {
    const series = daily([10, 20, 30]);
    const model = await naive.fit(series);
    expect(() => evaluateRegression({ model, series, trainingRows: 4 })).toThrow(
      'trainingRows must be a whole number of 0 to 3; got 4.',
    );
  });
});
