import { setTimeout as sleep } from 'node:timers/promises';
import { createFlow, run } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import type { Message } from 'kafkajs';
import { toKafka } from '../../src/kafka/index.ts';
import { connection } from './cluster.ts';

/** A record to write to a partition, in the given order. */
export interface Written {
  readonly key?: string;
  readonly value: string | null;
  readonly headers?: Record<string, string>;
  readonly time?: number;
}

/** Writes records with `toKafka`. */
export const write = (topic: string, records: readonly Written[]) =>
  run(
    createFlow<string | null>({
      start: async (output) => {
        const [lane] = await output.assign([{ topic: 'records', partition: 0, offset: 0 }]);
        for (const [offset, record] of records.entries()) {
          if (output.credit() <= 0 && !(await output.ready())) return;
          lane!.next({ ...record, offset });
        }
      },
    }),
    toKafka(connection, { topic, encode: 'string' }),
  );

/** Writes messages directly with kafkajs, for exact bytes and partitions. */
export const writeRaw = async (topic: string, messages: Message[]): Promise<void> => {
  const producer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).producer({
    metadataMaxAge: 100,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  for (const partition of new Set(messages.map((message) => message.partition ?? 0))) {
    const own = messages.filter((message) => (message.partition ?? 0) === partition);
    // kafkajs silently drops messages for a partition that it does not know yet.
    while ((await producer.send({ topic, messages: own })).length === 0) await sleep(20);
  }
  await producer.disconnect();
};
