import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { ensureTopic } from '../../src/kafka/index.ts';
import type { KafkaConnection } from '../../src/kafka/index.ts';

export const connection: KafkaConnection = { brokers: inject('kafka') };

/** Creates a topic for one test. It keeps records of any time, unless `config` says otherwise. */
export const newTopic = async (partitions: number, config: Record<string, string> = {}): Promise<string> => {
  const topic = `test-${randomUUID()}`;
  await ensureTopic(connection, { topic, partitions, replication: 2, config: { 'retention.ms': '-1', ...config } });
  return topic;
};
