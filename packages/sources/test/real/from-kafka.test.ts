import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetter, mergeMapValue, run, settle, tapValue } from '@penstock/stream';
import type { DeadLetter, Delivery, Flow, StandardSchema } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import { tap } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { fromKafka } from '../../src/kafka/index.ts';
import { committed } from './broker.ts';
import { connection, newTopic } from './cluster.ts';
import { write, writeRaw } from './write.ts';

const numbers = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ key: `k${n % 5}`, value: JSON.stringify({ n: from + n }) }));

const all = async <T>(flow: Flow<T>): Promise<T[]> => {
  const seen: T[] = [];
  await run(
    flow,
    tapValue((value: T) => void seen.push(value)),
    settle(),
  );
  return seen;
};

const until = (holds: () => unknown) =>
  vi.waitFor(async () => expect(await holds()).toBeTruthy(), { timeout: 20_000, interval: 20 });

describe('start positions', () => {
  const read = async (from: Parameters<typeof fromKafka>[1]['from'], topic: string, group = 'g') =>
    (
      await all(
        fromKafka<{ n: number }>(connection, {
          topic,
          group: `${topic}-${group}`,
          until: 'end',
          tombstones: 'reject',
          ...(from && { from }),
        }),
      )
    ).map(({ n }) => n);

  test('follow from the option, whatever is committed', async () => {
    const topic = await newTopic(1);
    await writeRaw(
      topic,
      Array.from({ length: 6 }, (_, n) => ({ value: `{"n":${n}}`, timestamp: String(1_700_000_000_000 + n * 1_000) })),
    );
    expect(await read(undefined, topic)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await read('committed', topic)).toEqual([]);
    expect(await read('earliest', topic)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await read({ timestamp: 1_700_000_003_500 }, topic)).toEqual([4, 5]);
    expect(await read({ offsets: { 0: 3 } }, topic)).toEqual([3, 4, 5]);
    expect(await read('latest', topic, 'new')).toEqual([]);
    // The start is committed, so that a member that takes over the partition begins there, too.
    expect(await committed(`${topic}-new`, topic)).toMatchObject([{ offset: 6 }]);
  });

  test("include every record that arrives after a start at 'latest'", async () => {
    const topic = await newTopic(1);
    await write(topic, numbers(5));
    const seen: number[] = [];
    const stop = new AbortController();
    let opened = false;
    const reading = run(
      fromKafka<{ n: number }>(connection, { topic, group: topic, from: 'latest', tombstones: 'reject' }).pipe(
        tap(({ kind }) => void (opened ||= kind === 'barrier')),
      ),
      tapValue(({ n }: { n: number }) => void seen.push(n)),
      settle(),
      { signal: stop.signal },
    );
    await until(() => opened);
    await write(topic, numbers(2, 5));
    await until(() => seen.length === 2);
    stop.abort();
    await reading;
    expect(seen.toSorted()).toEqual([5, 6]);
  });

  test('must be existing offsets', async () => {
    const topic = await newTopic(1);
    await expect(
      run(fromKafka(connection, { topic, group: topic, from: { offsets: { 0: 99 } } }), settle()),
    ).rejects.toMatchObject({
      code: 'PENSTOCK_POSITION_LOST',
      retriable: false,
      message: expect.stringContaining('99'),
    });
  });

  test.each(['before', 'while'] as const)(
    'of records that were deleted %s the flow ran are an error until from is set',
    async (when) => {
      const topic = await newTopic(1);
      for (let n = 0; n < 6; n += 1) await writeRaw(topic, [{ value: String(n) }]);
      const deleteUpTo = async (offset: string) => {
        const admin = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).admin();
        await admin.connect();
        // The flow also fails if it has not seen the topic before.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
        await admin.disconnect();
      };
      const stop = new AbortController();
      const readUpTo = (last: number) => {
        // One record per fetch, so that the next one must be fetched.
        const flow = fromKafka<number>(connection, {
          topic,
          group: topic,
          tombstones: 'reject',
          maxInFlight: 1,
          maxBytesPerPartition: 1,
          commitEvery: '50ms',
        });
        const upTo = mergeMapValue(async (n: number) => {
          if (n === last && when === 'while') await deleteUpTo('4');
          if (n === last && when === 'before') stop.abort();
          return n;
        }, 1);
        return run(flow, upTo, settle(), { signal: stop.signal });
      };
      const lost = { code: 'PENSTOCK_POSITION_LOST', retriable: false };
      if (when === 'while') await expect(readUpTo(1)).rejects.toMatchObject(lost);
      else await readUpTo(1).then(() => deleteUpTo('4'));
      for (let again = 0; again < 2; again += 1)
        await expect(all(fromKafka(connection, { topic, group: topic, until: 'end' }))).rejects.toMatchObject(lost);
      expect(await all(fromKafka(connection, { topic, group: topic, until: 'end', from: 'earliest' }))).toEqual([4, 5]);
      expect(await all(fromKafka(connection, { topic, group: topic, until: 'end' }))).toEqual([]);
    },
  );
});

describe('decoding', () => {
  const even: StandardSchema<unknown, { n: number }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: async (value) => {
        const { n } = value as { n: unknown };
        return typeof n === 'number' && n % 2 === 0
          ? { value: { n } }
          : { issues: [{ message: 'expected an even number', path: ['n'] }] };
      },
    },
  };

  test('sends records that cannot be decoded to the dead letters with their bytes, and continues', async () => {
    const topic = await newTopic(1);
    const letters: DeadLetter[] = [];
    const bad = Buffer.from([0xff, 0xfe, 0x00]);
    await writeRaw(topic, [
      { value: '{"n":0}' },
      { key: 'torn', value: '{"n":' },
      { value: bad, headers: { h: 'v' } },
      { value: '{"n":1}' },
      { value: null },
      { value: '{"n":2}' },
    ]);
    const flow = fromKafka(connection, {
      topic,
      group: topic,
      until: 'end',
      decode: even,
      tombstones: 'reject',
      onReject: deadLetter(async (letter) => void letters.push(letter)),
    });
    expect(await all(flow)).toEqual([{ n: 0 }, { n: 2 }]);
    expect(letters.map(({ position, code }) => [position.offset, code])).toEqual(
      [1, 2, 3, 4].map((offset) => [offset, 'PENSTOCK_UNDECODABLE']),
    );
    expect(letters.map(({ value }) => value && Buffer.from(value as Uint8Array))).toEqual([
      Buffer.from('{"n":'),
      bad,
      Buffer.from('{"n":1}'),
      null,
    ]);
    expect(letters[0]!.key).toBe('torn');
    expect({ ...letters[1]!.headers }).toEqual({ h: 'v' });
    expect(letters[1]!.raw).toMatchObject({ value: bad });
    expect(String((letters[2]!.reason as Error).message)).toContain('n: expected an even number');
    expect(await committed(topic, topic)).toMatchObject([{ offset: 6 }]);
  });

  test('stops by default at a record that cannot be decoded, and commits the ones before', async () => {
    const topic = await newTopic(1);
    await writeRaw(topic, [{ value: '1' }, { value: '{' }, { value: '3' }]);
    await expect(all(fromKafka(connection, { topic, group: topic, until: 'end' }))).rejects.toMatchObject({
      code: 'PENSTOCK_REJECTED',
      cause: { code: 'PENSTOCK_UNDECODABLE' },
    });
    expect(await committed(topic, topic)).toMatchObject([{ offset: 1 }]);
  });

  test('passes tombstones as null, or skips them and commits past them', async () => {
    const topic = await newTopic(1);
    await write(topic, [
      { key: 'a', value: 'x' },
      { key: 'a', value: null },
    ]);
    expect(await all(fromKafka(connection, { topic, group: `${topic}-pass`, until: 'end', decode: 'string' }))).toEqual(
      ['x', null],
    );
    expect(
      await all(
        fromKafka(connection, { topic, group: `${topic}-drop`, until: 'end', decode: 'string', tombstones: 'drop' }),
      ),
    ).toEqual(['x']);
    expect(await committed(`${topic}-drop`, topic)).toMatchObject([{ offset: 2 }]);
  });

  test('gets id, key and time from the functions of the options', async () => {
    const topic = await newTopic(1);
    await write(topic, [{ key: 'k', value: '{"n":7}' }]);
    const seen: Array<Delivery<{ n: number }>> = [];
    const flow = fromKafka<{ n: number }>(connection, {
      topic,
      group: topic,
      until: 'end',
      tombstones: 'reject',
      id: ({ n }, { key }) => `${key}-${n}`,
      key: ({ n }) => String(n),
      time: ({ n }) => n * 1_000,
    });
    await run(
      flow,
      tapValue((_, delivery) => void seen.push(delivery as Delivery<{ n: number }>)),
      settle(),
    );
    expect(seen.map(({ id, key, time }) => [id, key, time])).toEqual([['k-7', '7', 7_000]]);
  });

  test('respects maxInFlightBytes', async () => {
    const topic = await newTopic(2);
    await write(
      topic,
      numbers(50).map((record) => ({ ...record, value: 'x'.repeat(1_000) })),
    );
    let most = 0;
    let bytes = 0;
    const flow = fromKafka(connection, {
      topic,
      group: topic,
      until: 'end',
      decode: 'string',
      tombstones: 'reject',
      maxInFlightBytes: 5_000,
    });
    const { received } = await run(
      flow,
      mergeMapValue(async (value: string) => {
        bytes += value.length;
        most = Math.max(most, bytes);
        await sleep(2);
        bytes -= value.length;
        return value;
      }, 50),
      settle(),
    );
    expect(received).toBe(50);
    expect(most).toBeLessThanOrEqual(5_000);
    expect(most).toBeGreaterThan(1_000);
  });
});
