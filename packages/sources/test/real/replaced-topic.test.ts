import { mergeMapValue, run, scanByKey, settle, tapValue } from '@penstock/stream';
import type { Flow } from '@penstock/stream';
import { blobStateStore } from '@penstock/stream/node';
import type { Blobs } from '@penstock/stream/node';
import { Kafka } from 'kafkajs';
import { describe, expect, test, vi } from 'vitest';
import { consumerLag, ensureTopic, fromKafka } from '../../src/kafka/index.ts';
import type { FromKafkaOptions } from '../../src/kafka/index.ts';
import { committed } from './broker.ts';
import { connection, newTopic } from './cluster.ts';
import { writeRaw } from './write.ts';

const lost = { code: 'PENSTOCK_POSITION_LOST', retriable: false };
const client = new Kafka({ brokers: [...connection.brokers], logLevel: 0 });

const until = (holds: () => unknown) =>
  vi.waitFor(async () => expect(await holds()).toBeTruthy(), { timeout: 30_000, interval: 20 });

const withAdmin = async <T>(work: (admin: ReturnType<typeof client.admin>) => Promise<T>): Promise<T> => {
  const admin = client.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

const deleteTopic = (topic: string) => withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));

const createTopic = (topic: string, partitions = 1) =>
  vi.waitFor(() => ensureTopic(connection, { topic, partitions, replication: 2 }), { timeout: 20_000, interval: 50 });

const replace = async (topic: string, partitions = 1) => {
  await deleteTopic(topic);
  await createTopic(topic, partitions);
};

// The same time for all records, so that times cannot distinguish them.
const timestamp = String(Date.now());

/** Writes numbers from `first` as text to a partition. */
const fill = (topic: string, count: number, first = 0, partition = 0) =>
  writeRaw(
    topic,
    Array.from({ length: count }, (_, n) => ({ value: String(first + n), partition, timestamp })),
  );

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

const read = async (flow: Flow<number>): Promise<number[]> => {
  const seen: number[] = [];
  await run(
    flow,
    tapValue((n: number) => void seen.push(n)),
    settle(),
  );
  return seen;
};

/** Runs a flow until it fails or is stopped. */
const follow = (flow: Flow<number>) => {
  const seen: number[] = [];
  const stop = new AbortController();
  const ended = run(
    flow,
    tapValue((n: number) => void seen.push(n)),
    settle(),
    { signal: stop.signal },
  );
  ended.catch(() => undefined);
  return { seen, ended, stop: () => stop.abort() };
};

/** Commits as a member of the group, without the note of this package unless one is given. */
const commitAs = async (group: string, topic: string, offset: string, metadata: string | null) => {
  const consumer = client.consumer({ groupId: group, sessionTimeout: 6_000, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
  await joined;
  await consumer.commitOffsets([{ topic, partition: 0, offset, metadata }]);
  await consumer.disconnect();
};

const metadataOf = (topic: string) =>
  withAdmin(async (admin) => {
    const [offsets] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
    return offsets!.partitions[0]!.metadata;
  });

describe('a topic that is deleted and created again while a flow reads it', () => {
  test.each([
    ['and has grown past the position', 300],
    ['and is still short of it', 40],
    ['and is empty', 0],
  ] as const)('fails the flow %s', async (_, count) => {
    const topic = await newTopic(1);
    await fill(topic, 100);
    const reading = follow(flowOf(topic));
    await until(async () => reading.seen.length === 100 && (await committed(topic, topic))[0]?.offset === 100);
    await replace(topic);
    if (count > 0) await fill(topic, count, 1_000);
    await expect(reading.ended).rejects.toMatchObject(lost);
  });

  test('fails a flow that waits for its sink meanwhile, so that no fetch fails', async () => {
    const topic = await newTopic(1);
    await fill(topic, 100);
    const seen: number[] = [];
    let free!: () => void;
    const held = new Promise<void>((resolve) => (free = resolve));
    const reading = run(
      flowOf(topic, { maxInFlight: 10 }),
      tapValue((n: number) => void seen.push(n)),
      mergeMapValue((n: number) => held.then(() => n), 10),
      settle(),
    );
    reading.catch(() => undefined);
    await until(() => seen.length === 10);
    await replace(topic);
    await fill(topic, 300, 1_000);
    free();
    await expect(reading).rejects.toMatchObject(lost);
  });

  test('fails the flow if it has another number of partitions', async () => {
    const topic = await newTopic(3);
    for (const partition of [0, 1, 2]) await fill(topic, 20, 0, partition);
    const reading = follow(flowOf(topic));
    await until(() => reading.seen.length === 60);
    await replace(topic, 1);
    await fill(topic, 300, 1_000);
    await expect(reading.ended).rejects.toMatchObject(lost);
  });

  test('does not fail a flow that has read nothing', async () => {
    const topic = await newTopic(1);
    const reading = follow(flowOf(topic));
    await until(() =>
      withAdmin(async (admin) => (await admin.describeGroups([topic])).groups[0]?.members.length === 1),
    );
    await replace(topic);
    await fill(topic, 5);
    await until(() => reading.seen.length === 5);
    reading.stop();
    await reading.ended;
    expect(reading.seen).toEqual([0, 1, 2, 3, 4]);
    expect(await read(flowOf(topic, { until: 'end' }))).toEqual([]);
  });

  test("fails a flow with until: 'end' that reaches the end in the new topic", async () => {
    const topic = await newTopic(1);
    await fill(topic, 10);
    const flow = flowOf(topic, { until: 'end', refreshEvery: '1h', maxInFlight: 1 });
    const ended = run(
      flow,
      mergeMapValue(async (n: number) => {
        if (n === 8) await replace(topic).then(() => fill(topic, 30, 1_000));
        return n;
      }, 1),
      settle(),
    );
    await expect(ended).rejects.toMatchObject(lost);
  });
});

describe('a topic that is deleted and created again while no flow reads it', () => {
  test('is an error while the position of the former topic is committed, until a flow begins elsewhere', async () => {
    const topic = await newTopic(1);
    await fill(topic, 100);
    expect(await read(flowOf(topic, { until: 'end' }))).toHaveLength(100);
    const note = await metadataOf(topic);
    await replace(topic);
    await fill(topic, 300, 1_000);
    // Kafka drops the commits of a deleted topic; a member that commits late restores one.
    await commitAs(topic, topic, '100', note);
    for (let again = 0; again < 2; again += 1)
      await expect(read(flowOf(topic, { until: 'end' }))).rejects.toMatchObject(lost);
    expect(await consumerLag(connection, { topic, group: topic })).toMatchObject({
      total: 300,
      partitions: [{ committed: null }],
    });
    expect(await read(flowOf(topic, { until: 'end', from: 'earliest' }))).toHaveLength(300);
    expect(await read(flowOf(topic, { until: 'end' }))).toEqual([]);
    expect(await consumerLag(connection, { topic, group: topic })).toMatchObject({
      total: 0,
      partitions: [{ committed: 300 }],
    });
  });

  test('is read from its beginning if Kafka has dropped the position', async () => {
    const topic = await newTopic(1);
    await fill(topic, 100);
    await read(flowOf(topic, { until: 'end' }));
    await replace(topic);
    await fill(topic, 300, 1_000);
    expect(await read(flowOf(topic, { until: 'end' }))).toHaveLength(300);
  });

  test.each([
    ['nothing', null],
    ['a text of its own', 'checkpoint 17'],
    ['JSON of its own', '{"penstock":"no","topic":1}'],
  ])('is not detected after a commit with %s as the note', async (_, metadata) => {
    const topic = await newTopic(1);
    await fill(topic, 10);
    await commitAs(topic, topic, '7', metadata);
    expect(await read(flowOf(topic, { until: 'end' }))).toEqual([7, 8, 9]);
  });

  test('is not assumed if the position comes from a mirrored cluster', async () => {
    const topic = await newTopic(1);
    await fill(topic, 10);
    const note = { penstock: 1, cluster: 'another', topic: 'AAAAAAAAAAAAAAAAAAAAAA', flow: 'f', partitions: 1 };
    await commitAs(topic, topic, '7', JSON.stringify(note));
    expect(await read(flowOf(topic, { until: 'end' }))).toEqual([7, 8, 9]);
  });

  test('is not assumed if retention deleted its first records and the position is of this topic', async () => {
    const topic = await newTopic(1);
    await fill(topic, 10);
    await read(flowOf(topic, { until: 'end' }));
    await withAdmin(async (admin) => {
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '10' }] });
    });
    await fill(topic, 2, 10);
    expect(await read(flowOf(topic, { until: 'end' }))).toEqual([10, 11]);
  });
});

test('does not load the state of the former topic', async () => {
  const topic = await newTopic(1);
  const held = new Map<string, Uint8Array>();
  const blobs: Blobs = {
    list: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)),
    read: async (name) => held.get(name),
    write: async (name, bytes) => void held.set(name, bytes),
    // A state that was stored late or restored from a copy.
    remove: async () => undefined,
  };
  const sums = async (options: Options = {}) => {
    const seen: number[] = [];
    const sum = scanByKey((sum: number, n: number) => sum + n, { key: () => 'all', seed: () => 0 });
    await run(
      flowOf(topic, { until: 'end', stateStore: blobStateStore(blobs), ...options }),
      sum,
      tapValue((n: number) => void seen.push(n)),
      settle(),
    );
    return seen.at(-1);
  };
  await fill(topic, 5, 1);
  expect(await sums()).toBe(15);
  await fill(topic, 1, 100);
  expect(await sums()).toBe(115);
  await replace(topic);
  await fill(topic, 10, 1);
  await expect(sums({ from: { offsets: { 0: 6 } } })).rejects.toMatchObject({ code: 'PENSTOCK_STATE_MISSING' });
  expect(await sums({ from: 'earliest' })).toBe(55);
  await fill(topic, 1, 100);
  expect(await sums()).toBe(155);
});
