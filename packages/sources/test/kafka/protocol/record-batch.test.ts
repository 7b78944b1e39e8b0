import { expect, test } from 'vitest';
import { sequenceAfter } from '../../../src/kafka/protocol/record-batch.ts';

// As Kafka's DefaultRecordBatch.incrementSequence has it.
const highest = 2 ** 31 - 1;

test.each([
  [0, 0, 0],
  [0, 5, 5],
  [highest - 5, 5, highest],
  [highest - 5, 6, 0],
  [highest, 1, 0],
  [highest, 10, 9],
])('after record %i, %i records later, comes the number %i', (first, count, expected) => {
  expect(sequenceAfter(first, count)).toBe(expected);
});
