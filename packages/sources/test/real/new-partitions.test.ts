import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, mergeMapValue, run, settle, tapValue } from '@penstock/stream';
import type { Flow } from '@penstock/stream';
import { AssignerProtocol, Kafka } from 'kafkajs';
import { describe, expect, test, vi } from 'vitest';
import { ensureTopic, fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { FromKafkaOptions } from '../../src/kafka/index.ts';
import { committed } from './broker.ts';
import { connection, newTopic } from './cluster.ts';
import { writeRaw } from './write.ts';

const until = (holds: () => unknown) =>
  vi.waitFor(async () => expect(await holds()).toBeTruthy(), { timeout: 30_000, interval: 20 });
// Recent, because the broker deletes records older than its retention.
const time = Date.now() - 60_000;
const fill = (topic: string, partition: number, values: readonly number[], timestamp = time) =>
  writeRaw(
    topic,
    values.map((n) => ({ value: String(n), partition, timestamp: String(timestamp) })),
  );
const growTo = (topic: string, partitions: number) => ensureTopic(connection, { topic, partitions, replication: 2 });

/** Returns the number of partitions of each member of the group; none during a rebalance. */
const shares = async (topic: string): Promise<number[]> => {
  const admin = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).admin();
  await admin.connect();
  try {
    const { state, members } = (await admin.describeGroups([topic])).groups[0]!;
    if (state !== 'Stable') return [];
    return members.map(
      ({ memberAssignment }) =>
        AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment[topic]?.length ?? 0,
    );
  } finally {
    await admin.disconnect();
  }
};

const members = async (topic: string): Promise<number> => (await shares(topic)).length;

type Options = Omit<FromKafkaOptions<number>, 'topic' | 'group' | 'decode' | 'tombstones'>;
const flowOf = (topic: string, options: Options = {}) =>
  fromKafka<number>(connection, {
    topic,
    group: topic,
    tombstones: 'reject',
    commitEvery: '50ms',
    refreshEvery: '200ms',
    ...options,
  });

/** Runs a flow until it is stopped; several flows may share `seen`. */
const follow = (flow: Flow<number>, seen: number[] = []) => {
  const stop = new AbortController();
  const ended = run(
    flow,
    tapValue((n: number) => void seen.push(n)),
    settle(),
    { signal: stop.signal },
  );
  ended.catch(() => undefined);
  return { seen, stop: () => (stop.abort(), ended) };
};

const inOrder = (values: readonly number[]) => values.toSorted((one, other) => one - other);

describe('partitions that are added while a flow runs', () => {
  test.each<[string, FromKafkaOptions<number>['from']]>([
    ['the end', 'latest'],
    ['the first record', 'earliest'],
    ['what is committed', 'committed'],
    ['a time', { timestamp: time + 1_000 }],
    ['offsets', { offsets: { 0: 2 } }],
  ])('are read from their first record, if the flow began at %s', async (_, from) => {
    const topic = await newTopic(1);
    await fill(topic, 0, [0, 1]);
    const running = follow(flowOf(topic, { from: from! }));
    await until(() => members(topic));
    await growTo(topic, 3);
    // Its time is before a timestamp at which the flow may have begun.
    await fill(topic, 1, [10, 11, 12]);
    await fill(topic, 2, [20, 21, 22]);
    await until(() => [10, 11, 12, 20, 21, 22].every((n) => running.seen.includes(n)));
    await running.stop();
    expect(inOrder(running.seen)).toEqual([
      ...(from === 'earliest' || from === 'committed' ? [0, 1] : []),
      10,
      11,
      12,
      20,
      21,
      22,
    ]);
  });

  test("are shared by members of a group that began at 'latest': nothing is lost or read twice", async () => {
    const topic = await newTopic(2);
    await fill(topic, 0, [0, 1]);
    const seen: number[] = [];
    const one = follow(flowOf(topic, { from: 'latest' }), seen);
    const other = follow(flowOf(topic, { from: 'latest' }), seen);
    await until(async () => (await members(topic)) === 2);
    await growTo(topic, 6);
    for (let partition = 2; partition < 6; partition += 1)
      await fill(topic, partition, [partition * 10, partition * 10 + 1]);
    await until(() => seen.length >= 8);
    await Promise.all([one.stop(), other.stop()]);
    expect(inOrder(seen)).toEqual([20, 21, 30, 31, 40, 41, 50, 51]);
  });

  test('are read from their first record by a member that joins before the others notice them', async () => {
    const topic = await newTopic(1);
    await fill(topic, 0, [0, 1]);
    const seen: number[] = [];
    const slow = { from: 'latest', refreshEvery: '1h' } as const;
    const one = follow(flowOf(topic, slow), seen);
    await until(() => members(topic));
    await growTo(topic, 2);
    await fill(topic, 1, [10, 11]);
    const other = follow(flowOf(topic, slow), seen);
    await until(() => seen.length >= 2);
    await Promise.all([one.stop(), other.stop()]);
    expect(inOrder(seen)).toEqual([10, 11]);
  });

  test("are read by a flow with until: 'end' that notices them, up to their end at that time", async () => {
    const topic = await newTopic(1);
    await fill(topic, 0, [0, 1]);
    const seen: number[] = [];
    const grown = async (n: number) => {
      if (n === 0) {
        await growTo(topic, 2);
        await fill(topic, 1, [10, 11]);
        await until(async () => (await shares(topic))[0] === 2);
      }
      return n;
    };
    await run(
      flowOf(topic, { until: 'end', maxInFlight: 1, rebalanceTimeout: '2s', refreshEvery: '3s' }),
      tapValue((n: number) => void seen.push(n)),
      mergeMapValue(grown, 10),
      settle(),
    );
    expect(inOrder(seen)).toEqual([0, 1, 10, 11]);
  });

  test('are written to by toKafka', async () => {
    const topic = await newTopic(1);
    let partitions = new Set<number>();
    const stop = new AbortController();
    const ticks = async function* () {
      for (let n = 0; ; n += 1) yield await sleep(2, n);
    };
    const writing = run(
      deliver(ticks(), { key: (n) => `k${n % 50}` }),
      toKafka<number>(connection, { topic, maxAge: 1, refreshEvery: '200ms' }),
      { signal: stop.signal },
    );
    await growTo(topic, 3);
    await until(async () => {
      partitions = new Set();
      await run(
        flowOf(topic, { from: 'earliest', until: 'end' }),
        tapValue((_: number, { position }) => void partitions.add(position.partition)),
        settle(),
      );
      return partitions.size === 3;
    });
    stop.abort();
    await writing;
  });
});

describe('a group that was down while partitions were added', () => {
  test('reads the new partitions from their first record', async () => {
    const topic = await newTopic(1);
    await fill(topic, 0, [0, 1]);
    const flow = () => follow(flowOf(topic));
    const first = flow();
    await until(async () => (await committed(topic, topic))[0]?.offset === 2);
    await first.stop();
    await growTo(topic, 2);
    await fill(topic, 1, [10, 11]);
    const second = flow();
    await until(() => second.seen.length === 2);
    await second.stop();
    expect(second.seen).toEqual([10, 11]);
  });

  test("skips their existing records with 'latest'", async () => {
    const topic = await newTopic(1);
    await fill(topic, 0, [0, 1]);
    await growTo(topic, 2);
    await fill(topic, 1, [10, 11]);
    const running = follow(flowOf(topic, { from: 'latest' }));
    await until(() => members(topic));
    await fill(topic, 1, [12]);
    await until(() => running.seen.length > 0);
    await running.stop();
    expect(running.seen).toEqual([12]);
  });
});

test.each(['latest', 'earliest'] as const)(
  "reads a partition from the records in flight of the member that left it, if both began at '%s'",
  async (from) => {
    const topic = await newTopic(1);
    await fill(topic, 0, [0, 1]);
    const held: number[] = [];
    const stop = new AbortController();
    const leaving = run(
      flowOf(topic, { from, drainTimeout: 1, rebalanceTimeout: '2s' }),
      tapValue((n: number) => void held.push(n)),
      mergeMapValue((n: number) => (n < 2 ? Promise.resolve(n) : new Promise<number>(() => undefined)), 10),
      settle(),
      { signal: stop.signal },
    );
    leaving.catch(() => undefined);
    await until(() => members(topic));
    await fill(topic, 0, [2, 3]);
    await until(() => held.includes(3));
    const staying = follow(flowOf(topic, { from }));
    await until(async () => (await members(topic)) === 2);
    stop.abort();
    await until(() => staying.seen.includes(3));
    await staying.stop();
    expect(staying.seen.filter((n) => n >= 2)).toEqual([2, 3]);
  },
);

test('rejects an offset for a partition that the topic does not have', async () => {
  const topic = await newTopic(1);
  await expect(run(flowOf(topic, { from: { offsets: { 3: 1 } } }), settle())).rejects.toMatchObject({
    code: 'PENSTOCK_POSITION_LOST',
    message: expect.stringContaining(`${topic}-3`),
  });
});

test.each([50, '2h', -1, Number.NaN] as const)('rejects refreshEvery: %s', (refreshEvery) => {
  const bad = { code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining('refreshEvery') };
  expect(() => fromKafka(connection, { topic: 't', group: 'g', refreshEvery })).toThrowError(
    expect.objectContaining(bad),
  );
  expect(() => toKafka(connection, { topic: 't', refreshEvery })).toThrowError(expect.objectContaining(bad));
});
