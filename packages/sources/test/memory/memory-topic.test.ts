import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadLetter, run, settle, tapValue } from '@penstock/stream';
import type { Delivery } from '@penstock/stream';
import { topicContract } from '@penstock/stream/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fromTopic, memoryTopic, toTopic } from '../../src/index.ts';
import type { MemoryTopic } from '../../src/index.ts';
import { entriesOf, headersOf } from '../../src/record/header-entries.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'penstock-topic-'));
});
afterEach(() => rm(directory, { recursive: true }));

const readToEnd = async <T>(topic: MemoryTopic<T>, group = 'g'): Promise<T[]> => {
  const seen: T[] = [];
  await run(
    fromTopic(topic, { group, until: 'end' }),
    tapValue((value: T) => void seen.push(value)),
    settle(),
  );
  return seen;
};

describe.each(['in memory', 'in a directory'])('the topic contract, for a topic %s', (kind) => {
  const cases = topicContract(async (partitions) => {
    const topic = await memoryTopic<string>({ partitions, ...(kind === 'in memory' ? {} : { directory }) });
    return {
      write: (records) => topic.send(records),
      read: (options) => fromTopic(topic, { group: 'contract', ...options }),
      committed: () => topic.committed('contract'),
      close: () => topic.close(),
    };
  });
  for (const { name, run: check } of cases) test(name, check);
});

describe('memoryTopic', () => {
  test.each([-1, -2, -0.5, Date.UTC(1962, 0, 2), 0, 8.64e15, -8.64e15])(
    'keeps the time %s, also in its file',
    async (time) => {
      const topic = await memoryTopic<number>({ partitions: 1, directory });
      await topic.send([{ value: 1, time }]);
      await topic.close();
      const again = await memoryTopic<number>({ partitions: 1, directory });
      const seen: unknown[] = [];
      await run(
        fromTopic(again, { group: 'g', until: 'end' }),
        tapValue((_value, delivery) => void seen.push(delivery.time)),
        settle(),
      );
      await again.close();
      expect(seen).toEqual([time]);
    },
  );

  test.each([NaN, Infinity, -Infinity, 8.64e15 + 2])('rejects the time %s', async (time) => {
    const topic = await memoryTopic<number>({ partitions: 1 });
    await expect(topic.send([{ value: 1, time }])).rejects.toMatchObject({ code: 'PENSTOCK_BAD_RECORD' });
  });

  test('keeps the order of headers that come from Kafka, also in its file', async () => {
    const entries = [
      ['a', '1'],
      ['b', null],
      ['a', new Uint8Array([0xc8])],
      ['7', '2'],
      ['a', null],
    ] as const;
    const topic = await memoryTopic<number>({ partitions: 1, directory });
    await topic.send([{ value: 1, headers: headersOf(entries) }]);
    await topic.close();
    const again = await memoryTopic<number>({ partitions: 1, directory });
    const seen: unknown[] = [];
    await run(
      fromTopic(again, { group: 'g', until: 'end' }),
      tapValue((_value, { headers }) => void seen.push(entriesOf(headers))),
      settle(),
    );
    await again.close();
    expect(seen).toEqual([entries]);
  });

  test('spreads records without a key evenly', async () => {
    const topic = await memoryTopic<number>({ partitions: 3 });
    await topic.send([1, 2, 3, 4, 5, 6].map((value) => ({ value })));
    expect([0, 1, 2].map((partition) => topic.end(partition))).toEqual([2, 2, 2]);
  });

  test('restores its records and positions after a restart', async () => {
    const first = await memoryTopic<number>({ partitions: 2, directory });
    await first.send([1, 2, 3].map((value) => ({ key: 'k', value })));
    expect(await readToEnd(first)).toEqual([1, 2, 3]);
    await first.send([{ key: 'k', value: 4 }]);
    await first.close();

    const second = await memoryTopic<number>({ partitions: 2, directory });
    expect(await readToEnd(second)).toEqual([4]);
    expect(await readToEnd(second, 'another')).toEqual([1, 2, 3, 4]);
    await second.close();
  });

  test('cuts off an incomplete last line, keeps the rest and appends more', async () => {
    const first = await memoryTopic<string>({ partitions: 1, directory });
    await first.send([{ value: 'ü' }, { value: 'b' }]);
    await first.close();
    const path = join(directory, '0.ndjson');
    const whole = await readFile(path, 'utf8');
    await appendFile(path, '{"key":null,"val');

    const second = await memoryTopic<string>({ partitions: 1, directory });
    expect(await readFile(path, 'utf8')).toBe(whole);
    expect(await second.send([{ value: 'c' }])).toEqual([{ topic: 'topic', partition: 0, offset: 2 }]);
    await second.close();
    const third = await memoryTopic<string>({ partitions: 1, directory });
    expect(await readToEnd(third)).toEqual(['ü', 'b', 'c']);
    await third.close();
  });

  test('names the file and the number of a broken line in the middle', async () => {
    await (await memoryTopic({ partitions: 1, directory })).close();
    await writeFile(join(directory, '0.ndjson'), '{"value":1}\n{"value"\n{"value":3}\n');
    await expect(memoryTopic({ partitions: 1, directory })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_LINE',
      message: expect.stringMatching(/ in line 2 of .*0\.ndjson/),
    });
  });

  test('rejects another number of partitions than the stored one', async () => {
    await (await memoryTopic({ partitions: 2, directory })).close();
    await expect(memoryTopic({ partitions: 3, directory })).rejects.toMatchObject({ code: 'PENSTOCK_TOPIC_MISMATCH' });
  });

  test('rejects stored positions beyond the end of a partition', async () => {
    await (await memoryTopic({ partitions: 1, directory })).close();
    await writeFile(join(directory, 'groups', 'g.json'), '{"0":5}');
    await expect(memoryTopic({ partitions: 1, directory })).rejects.toMatchObject({ code: 'PENSTOCK_TOPIC_CORRUPT' });
  });

  test('writes no record of a send that has a value JSON cannot represent', async () => {
    const topic = await memoryTopic<unknown>({ partitions: 1, directory });
    await expect(topic.send([{ value: 1 }, { value: 1n }])).rejects.toMatchObject({ code: 'PENSTOCK_BAD_RECORD' });
    await expect(topic.send([{ value: undefined }])).rejects.toMatchObject({ code: 'PENSTOCK_BAD_RECORD' });
    expect(topic.end(0)).toBe(0);
    await topic.close();
  });

  test('keeps the order of concurrent sends', async () => {
    const topic = await memoryTopic<number>({ partitions: 1, directory });
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    await Promise.all(numbers.map((value) => topic.send([{ value }])));
    expect(await readToEnd(topic)).toEqual(numbers);
    await topic.close();
  });

  test('rejects records once it is closed, and fails the flows that still read', async () => {
    const topic = await memoryTopic<number>({ partitions: 1 });
    const running = run(fromTopic(topic, { group: 'g' }), settle());
    await topic.close();
    await expect(running).rejects.toMatchObject({ code: 'PENSTOCK_TOPIC_CLOSED' });
    await expect(topic.send([{ value: 1 }])).rejects.toMatchObject({ code: 'PENSTOCK_TOPIC_CLOSED' });
  });

  test.each([0, 1.5, Number.NaN])('rejects %d partitions', async (partitions) => {
    await expect(memoryTopic({ partitions })).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});

describe('fromTopic', () => {
  test('rejects a record whose key, id or time function throws, and continues', async () => {
    const topic = await memoryTopic<number>({ partitions: 1 });
    await topic.send([1, 2, 3].map((value) => ({ key: 'k', value, headers: { from: 'test' } })));
    const letters: unknown[] = [];
    const time = (n: number) => {
      if (n === 2) throw new RangeError('two has no time');
      return n;
    };
    const onReject = deadLetter(
      async ({ id, key, value, headers, reason }) => void letters.push({ id, key, value, headers, reason }),
    );
    const counts = await run(fromTopic(topic, { group: 'g', until: 'end', time, onReject }), settle());
    expect(counts).toMatchObject({ received: 3, written: 2, rejected: 1 });
    expect(letters).toEqual([
      {
        id: `${topic.name}-0-1`,
        key: 'k',
        value: 2,
        headers: { from: 'test' },
        reason: new RangeError('two has no time'),
      },
    ]);
    expect(await topic.committed('g')).toMatchObject([{ offset: 3 }]);
  });

  test.each([
    ['id', 5],
    ['id', ''],
    ['id', undefined],
    ['id', null],
    ['id', new Date(5)],
    ['id', Promise.resolve('two')],
    ['key', 5],
    ['key', undefined],
    ['key', new Uint16Array(1)],
    ['time', NaN],
    ['time', Infinity],
    ['time', 8.64e15 + 2],
    ['time', '5'],
    ['time', new Date(5)],
    ['time', undefined],
  ])('rejects a record for which %s returns %s, and continues', async (name, wrong) => {
    const topic = await memoryTopic<number>({ partitions: 1 });
    await topic.send([1, 2, 3].map((value) => ({ key: 'k', value })));
    const right = { id: (n: number) => `id-${n}`, key: (n: number) => `key-${n}`, time: (n: number) => n };
    const odd = { ...right, [name]: (n: number) => (n === 2 ? wrong : right[name as 'id'](n)) };
    const letters: unknown[] = [];
    const onReject = deadLetter(async ({ value, code }) => void letters.push([value, code]));
    const counts = await run(fromTopic(topic, { group: 'g', until: 'end', ...odd, onReject }), settle());
    expect(counts).toMatchObject({ received: 3, written: 2, rejected: 1 });
    expect(letters).toEqual([[2, 'PENSTOCK_VALUE_INVALID']]);
    expect(await topic.committed('g')).toMatchObject([{ offset: 3 }]);
  });

  test('marks a lane as idle when it has caught up, and reads later records', async () => {
    const topic = await memoryTopic<number>({ partitions: 1 });
    await topic.send([{ value: 1 }]);
    const seen: Array<Delivery<number>> = [];
    const subscription = fromTopic(topic, { group: 'g' }).subscribe((element) => {
      if (element.kind === 'delivery') seen.push(element);
    });
    await vi.waitFor(() => expect(seen[0]?.lane.state).toBe('idle'));
    await topic.send([{ value: 2 }]);
    await vi.waitFor(() => expect(seen.map(({ value }) => value)).toEqual([1, 2]));
    subscription.unsubscribe();
  });

  test('shares the partitions of a group evenly', async () => {
    const topic = await memoryTopic<number>({ partitions: 4 });
    const partitions = [new Set<number>(), new Set<number>()];
    const subscriptions = partitions.map((mine) =>
      fromTopic(topic, { group: 'g' }).subscribe((element) => {
        if (element.kind === 'barrier') return element.arrive();
        mine.add(element.position.partition);
        element.ack();
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await topic.send(Array.from({ length: 40 }, (_, value) => ({ value })));
    await vi.waitFor(() => expect(partitions.map(({ size }) => size)).toEqual([2, 2]));
    expect([...partitions[0]!].filter((partition) => partitions[1]!.has(partition))).toEqual([]);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });

  test('gives up partitions while it has no credit', async () => {
    const topic = await memoryTopic<number>({ partitions: 2 });
    await topic.send(Array.from({ length: 10 }, (_, value) => ({ value })));
    const stuck = fromTopic(topic, { group: 'g', maxInFlight: 1 }).subscribe();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const seen: number[] = [];
    const other = fromTopic(topic, { group: 'g' }).subscribe((element) => {
      if (element.kind === 'delivery') seen.push(element.value);
    });
    await vi.waitFor(() => expect(seen).toHaveLength(5));
    stuck.unsubscribe();
    await vi.waitFor(() => expect(seen).toHaveLength(10));
    other.unsubscribe();
  });

  test('gets id, key and time from the functions of its options', async () => {
    const topic = await memoryTopic<{ at: number; name: string }>({ partitions: 1 });
    await topic.send([{ value: { at: 5, name: 'n' } }]);
    const seen: Array<Delivery<unknown>> = [];
    const flow = fromTopic(topic, {
      group: 'g',
      until: 'end',
      id: ({ name }) => `id-${name}`,
      key: ({ name }) => name,
      time: ({ at }) => at,
    });
    flow.subscribe((element) => void (element.kind === 'delivery' && seen.push(element)));
    await vi.waitFor(() =>
      expect(seen.map(({ id, key, time }) => ({ id, key, time }))).toEqual([{ id: 'id-n', key: 'n', time: 5 }]),
    );
    seen[0]!.ack();
  });

  test('rejects an empty group', async () => {
    const topic = await memoryTopic({ partitions: 1 });
    expect(() => fromTopic(topic, { group: '' })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});

describe('toTopic', () => {
  test('keeps key, headers and time', async () => {
    const from = await memoryTopic<number>({ partitions: 2 });
    const to = await memoryTopic<number>({ partitions: 1, directory });
    await from.send([{ key: 'a', value: 1, headers: { h: 'x' }, time: 7 }]);
    const { written } = await run(fromTopic(from, { group: 'g', until: 'end' }), toTopic(to));
    expect(written).toBe(1);
    expect(await readFile(join(directory, '0.ndjson'), 'utf8')).toBe(
      '{"key":"a","value":1,"headers":{"h":"x"},"time":7}\n',
    );
    await to.close();
  });

  test('rejects only the record that cannot be stored', async () => {
    const from = await memoryTopic<unknown>({ partitions: 1 });
    const to = await memoryTopic<unknown>({ partitions: 1, directory });
    await from.send([{ value: 1 }, { value: 1n }, { value: 3 }]);
    const counts = await run(fromTopic(from, { group: 'g', until: 'end', onReject: 'skip' }), toTopic(to));
    expect(counts).toMatchObject({ written: 2, rejected: 1, skipped: 1 });
    expect(await readToEnd(to)).toEqual([1, 3]);
    await to.close();
  });

  test('rejects only the record for which key returns an invalid key', async () => {
    const from = await memoryTopic<number>({ partitions: 1 });
    const to = await memoryTopic<number>({ partitions: 2 });
    await from.send([{ value: 1 }, { value: 2 }, { value: 3 }]);
    const key = (n: number) => (n === 2 ? (undefined as never) : 'k');
    expect(
      await run(fromTopic(from, { group: 'g', until: 'end', onReject: 'skip' }), toTopic(to, { key })),
    ).toMatchObject({ written: 2, rejected: 1 });
    expect(await readToEnd(to)).toEqual([1, 3]);
  });
});
