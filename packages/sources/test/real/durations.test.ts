import { deliver, run, settle, tapValue } from '@penstock/stream';
import { expect, test } from 'vitest';
import { fromKafka, isReady, toKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';

const longest = 2_147_483_647;

test('reads and writes with the longest timeouts; no timeout expires immediately', async () => {
  const topic = await newTopic(2);
  const warnings: string[] = [];
  // Node's warning for a timer that is too long.
  const onWarning = (warning: Error) =>
    void (warning.name === 'TimeoutOverflowWarning' && warnings.push(warning.message));
  process.on('warning', onWarning);
  const patient = { ...connection, connectionTimeout: '1d' as const, requestTimeout: longest, startTimeout: Infinity };
  const values = Array.from({ length: 40 }, (_, n) => n);
  const flowTimes = { commitEvery: '40d', drainTimeout: Infinity, stallTimeout: '100w', statsEvery: Infinity } as const;
  const written = await run(
    deliver(values, { key: (n) => `k${n % 5}`, ...flowTimes }),
    toKafka(patient, { topic, maxAge: Infinity }),
  );
  expect(written.written).toBe(40);
  const seen: number[] = [];
  const flow = fromKafka<number>(patient, { topic, group: topic, until: 'end', tombstones: 'reject', ...flowTimes });
  await run(
    flow,
    tapValue((n) => void seen.push(n)),
    settle(),
  );
  expect(seen.toSorted((a, b) => a - b)).toEqual(values);
  expect(await isReady(patient, { topic, within: '40d' })).toBe(true);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('fails with a clear error when the broker does not allow the session timeout', async () => {
  const topic = await newTopic(1);
  // The broker allows 30 minutes by default.
  const flow = fromKafka(connection, { topic, group: topic, until: 'end', sessionTimeout: '2h' });
  await expect(run(flow, settle())).rejects.toMatchObject({
    code: 'PENSTOCK_BAD_OPTION',
    message: expect.stringContaining('sessionTimeout'),
  });
});
