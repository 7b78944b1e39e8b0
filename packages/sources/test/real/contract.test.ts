import { createFlow, run } from '@penstock/stream';
import { topicContract } from '@penstock/stream/testing';
import type { ContractRecord } from '@penstock/stream/testing';
import { describe, test } from 'vitest';
import { fromKafka, toKafka } from '../../src/kafka/index.ts';
import { committed } from './broker.ts';
import { connection, newTopic } from './cluster.ts';

const records = (all: readonly ContractRecord[]) =>
  createFlow<string>({
    start: async (output) => {
      const [lane] = await output.assign([{ topic: 'records', partition: 0, offset: 0 }]);
      for (const [offset, record] of all.entries()) lane!.next({ ...record, offset });
    },
  });

describe('the topic contract over Kafka', () => {
  const cases = topicContract(async (partitions) => {
    const topic = await newTopic(partitions);
    return {
      write: (all) => run(records(all), toKafka(connection, { topic, encode: 'string' })),
      read: (options) =>
        fromKafka(connection, { topic, group: topic, decode: 'string', tombstones: 'reject', ...options }),
      committed: () => committed(topic, topic),
      close: async () => undefined,
    };
  });
  for (const { name, run: check } of cases) test(name, check);
});
