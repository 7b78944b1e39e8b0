import { expect, test } from 'vitest';
import { fitLagRegression } from '../../src/regression/lag-regression.ts';
import { airPassengers } from '../forecasters/air-passengers.ts';

// All expected numbers come from scikit-learn 1.9.1, Ridge, by lag-regression.golden.py.
test.each([
  {
    halfLife: Infinity,
    weights: [0.6537280895603605, -0.02281469697555337, 0.8951314907426128, -0.5479067133577756],
    intercept: 0.04418920571017975,
  },
  {
    halfLife: 24,
    weights: [0.612721423773508, -0.039567063900660226, 0.898075754577501, -0.4946013888119312],
    intercept: 0.05142268396694155,
  },
])('agrees with scikit-learn at a half life of $halfLife', ({ halfLife, weights, intercept }) => {
  const logs = airPassengers().values.map(Math.log);
  const fitted = fitLagRegression(logs, { lags: [1, 2, 12, 13], ridge: 0.001, halfLife });
  expect(fitted.intercept).toBeCloseTo(intercept, 9);
  for (const [i, weight] of fitted.weights.entries()) expect(weight).toBeCloseTo(weights[i]!, 9);
});
