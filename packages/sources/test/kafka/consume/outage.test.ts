import { expect, test } from 'vitest';
import { checkConnection } from '../../../src/kafka/client/connection.ts';
import { KafkaError } from '../../../src/kafka/client/kafka-error.ts';
import { Outage } from '../../../src/kafka/consume/outage.ts';

const error = new KafkaError('PENSTOCK_KAFKA_UNREACHABLE', 'no broker answers', { retriable: true });
const outageOf = (giveUpAfter: number) => {
  const reports: unknown[] = [];
  const connection = checkConnection({
    brokers: ['localhost:9092'],
    retry: { giveUpAfter },
    onRetry: ({ what, attempt }) => reports.push([what, attempt]),
  });
  return { outage: new Outage(connection, 'commit'), reports };
};

test('counts the failures in a row, from 1 again after a success', () => {
  const { outage, reports } = outageOf(Infinity);
  expect([outage.continues(error), outage.continues(error)]).toEqual([true, true]);
  outage.end();
  expect(outage.continues(error)).toBe(true);
  expect(reports).toEqual([
    ['commit', 1],
    ['commit', 2],
    ['commit', 1],
  ]);
});

test('ends without a report when failures have lasted for giveUpAfter', () => {
  const { outage, reports } = outageOf(0);
  expect(outage.continues(error)).toBe(false);
  expect(reports).toEqual([]);
});
