import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestScore, countsOf, firstScored, profiles, scaledSigmoid, scoreAt } from '../../benchmarks/nab/scorer.mjs';

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-4, `${actual}, not ${expected}`);

/** A file of 100 rows with a window of rows 40 to 49. The given rows have the given scores, the others 0. */
const file = (scored, windows = [[40, 49]]) => {
  const scores = new Float64Array(100);
  for (const [row, score] of Object.entries(scored)) scores[row] = score;
  return { scores, windows };
};

test('the scaled sigmoid has the published values', () => {
  near(scaledSigmoid(-1), 0.98661);
  near(scaledSigmoid(-0.5), 0.84828);
  assert.equal(scaledSigmoid(0), 0);
  near(scaledSigmoid(1), -0.98661);
  assert.equal(scaledSigmoid(3), -1);
});

test('the first 15 % of the rows do not count, but at most 750', () => {
  assert.equal(firstScored(100), 15);
  assert.equal(firstScored(1_539), 230);
  assert.equal(firstScored(20_000), 750);
  assert.equal(scoreAt([file({ 14: 1 })], 0.5), 0);
  near(scoreAt([file({ 15: 1 })], 0.5), -5.5);
});

test('a detector without alarms has 0, and one with an alarm at the beginning of each window 100', () => {
  assert.equal(scoreAt([file({})], 0.5), 0);
  near(scoreAt([file({ 40: 1 })], 0.5), 100);
  const two = [
    [40, 49],
    [80, 89],
  ];
  near(scoreAt([file({ 40: 1 }, two)], 0.5), 50);
  near(scoreAt([file({ 40: 1, 80: 1 }, two), file({ 40: 1 })], 0.5), 100);
});

test('only the first alarm in a window counts, and counts less the later it comes', () => {
  // 0.84828 / 0.98661 = 0.85979 in the middle of the window; (0.85979 + 1) / 2 on the scale from a missed to a found
  // window.
  near(scoreAt([file({ 45: 1 })], 0.5), 92.9897);
  near(scoreAt([file({ 45: 1, 46: 1, 49: 1 })], 0.5), 92.9897);
  // The last row is a tenth of the window before its end: (2 / (1 + exp(-0.5)) - 1) / 0.98661 = 0.24824.
  near(scoreAt([file({ 49: 1 })], 0.5), 62.412);
});

test('each alarm outside a window costs 0.11, and less just after a window', () => {
  near(scoreAt([file({ 39: 1 })], 0.5), (-0.11 / 2) * 100);
  near(scoreAt([file({ 20: 1, 21: 1 })], 0.5), (-0.22 / 2) * 100);
  // 5 of 9 rows after the window: 2 / (1 + exp(25 / 9)) - 1 = -0.88293.
  near(scoreAt([file({ 54: 1 })], 0.5), ((-0.11 * 0.88293) / 2) * 100);
  // 27 of 9 rows after the window.
  near(scoreAt([file({ 76: 1 })], 0.5), (-0.11 / 2) * 100);
});

test('one threshold is chosen, the best for all files together', () => {
  const files = [file({ 40: 0.9, 20: 0.6 }), file({ 45: 0.7, 60: 0.8 })];
  const { threshold, score } = bestScore(files);
  assert.equal(threshold, 0.7);
  assert.equal(score, scoreAt(files, 0.7));
  assert.equal(score, scoreAt(files, 0.65));
  assert.ok(score > scoreAt(files, 0.9) && score > scoreAt(files, 0.6));
});

test('without a true alarm, no threshold is better than none', () => {
  assert.deepEqual(bestScore([file({ 20: 1 })]), { threshold: Infinity, score: 0 });
});

test('the other profiles weigh false alarms and missed windows more', () => {
  const files = [file({ 20: 1 })];
  near(scoreAt(files, 0.5, profiles['reward low FP']), (-0.22 / 2) * 100);
  near(scoreAt(files, 0.5, profiles['reward low FN']), (-0.11 / 3) * 100);
});

test('counts found windows and alarms outside of windows', () => {
  assert.deepEqual(countsOf(file({ 3: 1, 20: 1, 45: 1, 46: 1, 60: 0.5 }), 0.5), {
    found: 1,
    windows: 1,
    falseAlarms: 2,
  });
});
