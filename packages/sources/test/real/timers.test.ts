import { setTimeout as sleep } from 'node:timers/promises';
import { run, settle } from '@penstock/stream';
import { afterEach, expect, test, vi } from 'vitest';
import { consumerLag, ensureTopic, fromKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';
import { write } from './write.ts';

afterEach(() => vi.restoreAllMocks());

// Node 24 and later print a warning for a timer with a negative time; earlier versions run it after 1 ms.
test('sets no timer with a negative time, and none that repeats while idle', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => void warnings.push(warning);
  process.on('warning', warned);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const topic = await newTopic(2);
  await ensureTopic(connection, { topic, partitions: 2, replication: 2 });
  await write(
    topic,
    Array.from({ length: 20 }, (_, n) => ({ key: `k${n}`, value: `${n}` })),
  );
  await run(fromKafka(connection, { topic, group: topic, until: 'end' }), settle());
  await consumerLag(connection, { topic, group: topic });
  const stop = new AbortController();
  const idle = run(fromKafka(connection, { topic, group: topic, maxWait: '1s' }), settle(), { signal: stop.signal });
  await sleep(1_000);
  const before = timers.mock.calls.length;
  await sleep(1_000);
  // Without the fix in internals.ts, the timer of each connection repeats hundreds of times a second.
  expect(timers.mock.calls.length - before).toBeLessThan(100);
  stop.abort();
  await idle;
  process.off('warning', warned);
  expect(timers.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => !(ms >= 0))).toEqual([]);
  expect(warnings).toEqual([]);
});
