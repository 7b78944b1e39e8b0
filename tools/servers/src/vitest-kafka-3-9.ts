/** Vitest's global set-up of the project `real-3.9`: as `vitest.ts`, with a cluster of Kafka 3.9 alone. */
import type { TestProject } from 'vitest/node';
import { startKafka } from './kafka/kafka.ts';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { brokers, stop } = await startKafka({ version: '3.9' });
  project.provide('kafka', brokers);
  return stop;
}
