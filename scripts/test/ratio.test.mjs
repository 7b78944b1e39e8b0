import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, median } from '../bench/ratio.mjs';

test('uses the middle value, or the mean of the two middle ones', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 2, 4, 8]), 6);
  assert.throws(() => median([]), RangeError);
});

test('is above 1 when our rate is higher', () => {
  assert.deepEqual(compare([200, 300], [100, 100], { higherIsBetter: true }).ratio, { median: 2.5, min: 2, max: 3 });
});

test('is above 1 when our time is shorter', () => {
  assert.deepEqual(compare([5, 2], [10, 10], { higherIsBetter: false }).ratio, { median: 3.5, min: 2, max: 5 });
});

test('uses the ratio of each pair, not of the medians', () => {
  // The medians are 2 and 2; the pairs are 1/2, 2/4 and 3/1.
  assert.deepEqual(compare([1, 2, 3], [2, 4, 1], { higherIsBetter: true }).ratio, { median: 0.5, min: 0.5, max: 3 });
});

test('refuses series of different lengths, and figures that cannot be divided', () => {
  assert.throws(() => compare([1], [1, 2], { higherIsBetter: true }), /as many runs of ours as of theirs/);
  assert.throws(() => compare([0], [1], { higherIsBetter: true }), /figure above 0/);
  assert.throws(() => compare([1], [Number.NaN], { higherIsBetter: true }), /figure above 0/);
});
