import { setTimeout as sleep } from 'node:timers/promises';
import { run, toSink } from '@penstock/stream';
import { expect, test } from 'vitest';
import { fromKafka } from '../../src/kafka/index.ts';
import type { KafkaRetry } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';
import { write } from './write.ts';

test('stays in the group while the sink takes longer than the session timeout', async () => {
  const topic = await newTopic(4);
  await write(
    topic,
    Array.from({ length: 400 }, (_, n) => ({ key: `k${n % 5}`, value: JSON.stringify({ n }) })),
  );
  const retries: KafkaRetry[] = [];
  const epochs = new Set<number>();
  const seen: number[] = [];
  let held = false;
  const flow = fromKafka<{ n: number }>(
    { ...connection, onRetry: (retry) => void retries.push(retry) },
    {
      topic,
      group: topic,
      until: 'end',
      tombstones: 'reject',
      sessionTimeout: '4s',
      maxInFlight: 20,
      commitEvery: '100ms',
    },
  );
  await run(
    flow,
    toSink<{ n: number }>(
      async (batch) => {
        for (const { lane, value } of batch) {
          epochs.add(lane.epoch);
          seen.push(value.n);
        }
        if (!held) await sleep(6_000);
        held = true;
      },
      { maxBatch: 20 },
    ),
  );
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, n) => n));
  expect(epochs.size).toBe(1);
  expect(retries).toEqual([]);
});
