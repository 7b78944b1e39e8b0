import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { mergeMapValue, run, settle, tapValue, toSink } from '@penstock/stream';
import { expect, test, vi } from 'vitest';
import { fromKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';
import { writeRaw } from './write.ts';

const size = 500_000;

test('does not fetch records past the end repeatedly while another partition is read', async () => {
  const topic = await newTopic(2);
  const small = (partition: number) =>
    writeRaw(
      topic,
      Array.from({ length: 10 }, () => ({ value: '1', partition })),
    );
  await small(0);
  await small(1);
  const connect = vi.spyOn(net, 'connect');
  let held = 0;
  const flow = fromKafka(connection, { topic, group: topic, until: 'end', maxInFlight: 1, maxWait: 50 });
  const report = await run(
    flow,
    toSink(async () => {
      held += 1;
      if (held === 1)
        await writeRaw(topic, [
          { value: JSON.stringify('x'.repeat(size)), partition: 0 },
          { value: JSON.stringify('x'.repeat(size)), partition: 1 },
        ]);
      // Slow, so that one partition is at its end while the other has records left.
      await sleep(100);
    }),
  );
  const read = connect.mock.results.reduce((sum, { value }) => sum + (value as net.Socket).bytesRead, 0);
  connect.mockRestore();
  expect(report.received).toBe(20);
  // Records past the end come a few times at most.
  expect(read).toBeLessThan(10 * size);
});

test('reads a partition to its new end after it was at its end, moved to another member and came back', async () => {
  const topic = await newTopic(4);
  const fill = (partition: number, values: readonly number[]) =>
    writeRaw(
      topic,
      values.map((n) => ({ value: String(n), partition })),
    );
  await fill(0, [0]);
  await fill(1, [10]);
  // Two partitions, one for each member: a flow whose partitions are all at their end would end.
  for (const [partition, from] of [
    [2, 100],
    [3, 600],
  ] as const) {
    // The next fetch from a broker waits until the last one is handled, so each fetch is small.
    for (let first = from; first < from + 500; first += 25)
      await fill(
        partition,
        Array.from({ length: 25 }, (_, n) => first + n),
      );
  }
  const options = {
    topic,
    group: topic,
    rebalanceTimeout: '2s',
    commitEvery: '50ms',
    maxBytesPerPartition: 200,
  } as const;
  const seen: number[] = [];
  let isSlow = true;
  const staying = run(
    fromKafka<number>(connection, { ...options, until: 'end', maxInFlight: 1, tombstones: 'reject' }),
    toSink(async ([delivery]) => {
      seen.push(delivery!.value);
      if (isSlow) await sleep(50);
    }),
  );
  await vi.waitFor(() => expect(seen).toEqual(expect.arrayContaining([0, 10])), { timeout: 30_000 });
  await fill(0, [1]);
  await fill(1, [11]);
  // The first member fetches the records, then leaves. The other member gets one of these two partitions, and settles
  // nothing.
  await sleep(500);
  const taken = vi.fn<() => void>();
  const stop = new AbortController();
  const leaving = run(
    fromKafka(connection, { ...options, drainTimeout: 1 }),
    tapValue(taken),
    mergeMapValue(() => new Promise<never>(() => undefined), 10),
    settle(),
    { signal: stop.signal },
  );
  leaving.catch(() => undefined);
  await vi.waitFor(() => expect(taken).toHaveBeenCalled(), { timeout: 30_000 });
  stop.abort();
  await leaving.catch(() => undefined);
  await vi.waitFor(() => expect(seen.some((n) => n === 1 || n === 11)).toBe(true), { timeout: 20_000 });
  isSlow = false;
  await staying;
  expect(new Set(seen.filter((n) => n >= 100)).size).toBe(1_000);
});
