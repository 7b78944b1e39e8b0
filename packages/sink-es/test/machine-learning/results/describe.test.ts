import { expect, test } from 'vitest';
import { describe as compare } from '../../../src/machine-learning/results/describe.ts';

// The texts come from Kibana's table of anomalies and from the tests of its formatter.
test.each([
  [1.01, 1, 'Unusually high', 'higher', 1.01],
  [1.123, 1, '1.1x higher', 'higher', 1.123],
  [1.4, 1, '1.4x higher', 'higher', 1.4],
  [2, 1, '2x higher', 'higher', 2],
  [9.5, 1, '10x higher', 'higher', 9.5],
  [1_000, 1, 'More than 100x higher', 'higher', 1_000],
  [1, 0, 'Unexpected non-zero value', 'higher', null],
  [1, 1.123, '1.1x lower', 'lower', 1.123],
  [1, 1.01, 'Unusually low', 'lower', 1.01],
  [1, 9.5, '10x lower', 'lower', 9.5],
  [0, 100, 'Unexpected zero value', 'lower', null],
  [100, -100, 'Unusually high', 'higher', null],
  [-100, 100, 'Unusually low', 'lower', null],
  [5, 5, 'actual same as typical', null, 1],
  [0, 0, 'actual same as typical', null, null],
])('actual %d and typical %d: %s', (actual, typical, description, direction, factor) => {
  expect(compare(actual, typical)).toEqual({ direction, factor, description });
});

test('the factor of two negative values is at least 1, like that of two positive ones', () => {
  expect(compare(-1, -2)).toMatchObject({ direction: 'higher', factor: 2 });
  expect(compare(-2, -1)).toMatchObject({ direction: 'lower', factor: 2 });
});
