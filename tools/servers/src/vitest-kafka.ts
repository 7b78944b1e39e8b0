/** Vitest's global set-up of the project `real-kafka`: the same as `vitest.ts`, but only the Kafka cluster. */
import type { TestProject } from 'vitest/node';
import { brokersOfRun } from './kafka/brokers-of-run.ts';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { brokers, stop } = await brokersOfRun(process.env, new AbortController().signal);
  project.provide('kafka', brokers);
  return stop;
}
