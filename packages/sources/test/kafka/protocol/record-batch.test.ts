import { expect, test } from 'vitest';
import { sequenceAfter } from '../../../src/kafka/protocol/record-batch.ts';

// The expected values are those of Kafka's DefaultRecordBatch.incrementSequence.
const highest = 2 ** 31 - 1;

test.each([
  [0, 0, 0],
  [0, 5, 5],
  [highest - 5, 5, highest],
  [highest - 5, 6, 0],
  [highest, 1, 0],
  [highest, 10, 9],
])('the sequence number %i plus %i records is %i', (first, count, expected) => {
  expect(sequenceAfter(first, count)).toBe(expected);
});
