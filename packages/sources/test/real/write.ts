import { createFlow, run } from '@penstock/stream';
import { Kafka, type Message } from 'kafkajs';
import { toKafka } from '../../src/kafka/index.ts';
import { connection } from './cluster.ts';

/** A record to write; it goes to its partition in the order given. */
export interface Written {
  readonly key?: string;
  readonly value: string | null;
  readonly headers?: Record<string, string>;
  readonly time?: number;
}

/** Writes records through `toKafka`. */
export const write = (topic: string, records: readonly Written[]) =>
  run(
    createFlow<string | null>({
      start: async (output) => {
        const [lane] = await output.announce([{ topic: 'records', partition: 0, offset: 0 }]);
        for (const [offset, record] of records.entries()) {
          if (output.credit() <= 0 && !(await output.ready())) return;
          output.next(lane!, { ...record, offset });
        }
      },
    }),
    toKafka(connection, { topic, encode: 'string' }),
  );

/** Writes messages through kafkajs alone, where the exact bytes and partitions matter. */
export const writeRaw = async (topic: string, messages: Message[]): Promise<void> => {
  const producer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).producer({ createPartitioner: () => ({ message }) => message.partition ?? 0 });
  await producer.connect();
  await producer.send({ topic, messages });
  await producer.disconnect();
};
