import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalOf } from '../../benchmarks/measure/normal.mjs';
import { seededRandom } from '../../benchmarks/measure/seeded-random.mjs';
import { bestScore } from '../../benchmarks/nab/scorer.mjs';
import { tailProbability } from '../../benchmarks/nab/tail-probability.mjs';
import { windowedGaussian } from '../../benchmarks/nab/windowed-gaussian.mjs';

const near = (actual, expected) =>
  assert.ok(Math.abs(actual / expected - 1) < 1e-9, `${actual}, not ${expected} but for rounding`);

test('the tail of the normal distribution matches published tables', () => {
  // Abramowitz and Stegun, table 26.1 and 26.2.
  near(tailProbability(0), 0.5);
  near(tailProbability(1), 0.158655253931457);
  near(tailProbability(2.5), 0.00620966532577613);
  near(tailProbability(3), 0.00134989803163009);
  near(tailProbability(5), 2.86651571879194e-7);
});

test('a windowed Gaussian scores a row by the mean and the deviation of the rows before', () => {
  const scores = windowedGaussian(Float64Array.of(0, 2, 4, 2));
  assert.equal(scores[0], 0);
  // Mean 1, deviation 1.
  near(scores[2], 1 - 0.00134989803163009);
  // At the mean.
  near(scores[3], 0.5);
});

test('a windowed Gaussian moves its window of 6,400 rows by 100 rows', () => {
  const values = Float64Array.from({ length: 6_600 }, (_, row) => (row < 100 ? 1_000 : row % 2));
  const scores = windowedGaussian(values);
  assert.ok(scores[6_499] < 0.6);
  // From here on the mean is 0.5 and the deviation 0.5.
  near(scores[6_500], 1 - 0.158655253931457);
});

test('a windowed Gaussian finds a spike in noise, and random scores do not', () => {
  const values = Float64Array.from({ length: 1_000 }, normalOf(seededRandom(5)));
  values[600] += 12;
  const windows = [[595, 614]];
  assert.ok(bestScore([{ scores: windowedGaussian(values), windows }]).score > 95);
  const guessed = values.map(seededRandom(9));
  assert.ok(bestScore([{ scores: guessed, windows }]).score < 90);
});
