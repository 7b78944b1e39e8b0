import { createFlow, deadLetter, deliver, run, settle, tapValue } from '@penstock/stream';
import type { Delivery } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { deadLetterTopic, ensureTopic, fromKafka, redrive, toKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';
import { day, rowsAt, send, timesOf } from './timed-rows.ts';
import type { Row } from './timed-rows.ts';

const weekTopic = () => newTopic(1, { 'retention.ms': String(7 * day) });

describe('an event time', () => {
  const odd = [
    Date.UTC(1962, 0, 2),
    -1,
    -2,
    -0.5,
    -1_000.25,
    0,
    0.5,
    1,
    999,
    1_700_000_000_000.125,
    Date.UTC(1900, 0, 1),
    -8.64e15,
    Date.UTC(2014, 8, 17),
    1_000_000_000_001,
    999_999_999_999,
  ];

  test('before 1970, of -1, or with a fraction of a millisecond is kept exactly, also in a copy', async () => {
    const [topic, copy] = [await newTopic(1), await newTopic(1)];
    await send(topic, rowsAt(...odd));
    const expected = rowsAt(...odd).map(({ name, time }) => [name, time]);
    expect(await timesOf(topic)).toEqual(expected);
    await run(fromKafka(connection, { topic, group: topic, until: 'end' }), toKafka(connection, { topic: copy }));
    expect(await timesOf(copy)).toEqual(expected);
  });

  test('that is invalid rejects only its record', async () => {
    const topic = await newTopic(1);
    // `deliver` accepts only numbers; another source may not check that.
    const times = [NaN, Infinity, -Infinity, 8.64e15 + 2, -8.64e15 - 2, 5];
    const rejected: unknown[] = [];
    const flow = createFlow<Row>(
      {
        start: async (output) => {
          const [lane] = await output.assign([{ topic: 'rows', partition: 0, offset: 0 }]);
          for (const [offset, value] of rowsAt(...times).entries()) lane!.next({ value, offset, time: value.time });
        },
      },
      { onReject: deadLetter(async ({ value, code }) => void rejected.push([(value as Row).name, code])) },
    );
    expect(await run(flow, toKafka(connection, { topic }))).toMatchObject({ written: 1, rejected: 5 });
    expect(rejected).toEqual([0, 1, 2, 3, 4].map((n) => [`row ${n}`, 'PENSTOCK_BAD_RECORD']));
    expect(await timesOf(topic)).toEqual([['row 5', 5]]);
  });

  test('is kept by a dead letter and its redrive, also if the record did not come from Kafka', async () => {
    const [dead, back] = [await newTopic(1), await newTopic(1)];
    const source = deliver(rowsAt(...odd), {
      time: ({ time }) => time,
      maxInFlight: 1,
      onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
    });
    await run(
      source,
      tapValue(() => {
        throw new Error('not today');
      }),
      settle(),
    );
    await redrive(connection, { topic: dead, to: back });
    expect(await timesOf(back)).toEqual(rowsAt(...odd).map(({ name, time }) => [name, time]));
  });

  test('is sent in a header if the topic replaces timestamps by the time of arrival', async () => {
    const topic = await newTopic(1, { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': String(7 * day) });
    const times = [Date.UTC(2014, 8, 17), -1, 0.5, Date.now()];
    expect(await send(topic, rowsAt(...times))).toMatchObject({ written: 4, rejected: [] });
    expect(await timesOf(topic)).toEqual(rowsAt(...times).map(({ name, time }) => [name, time]));
  });

  test('replaces the header with the time of an earlier topic', async () => {
    const [first, second] = [await newTopic(1), await newTopic(1)];
    await send(first, rowsAt(0.5));
    await run(
      fromKafka<Row>(connection, { topic: first, group: first, until: 'end', tombstones: 'reject', time: () => 7 }),
      toKafka(connection, { topic: second }),
    );
    expect(await timesOf(second)).toEqual([['row 0', 7]]);
  });
});

describe('a record that the topic would delete because of its age', () => {
  test('is rejected, the error names the setting, and the newer records are written', async () => {
    const topic = await weekTopic();
    const now = Date.now();
    expect(await send(topic, rowsAt(Date.UTC(2014, 8, 17), now - 8 * day, now - 6 * day, now))).toMatchObject({
      written: 2,
      rejected: [
        ['row 0', 'PENSTOCK_RECORD_EXPIRED'],
        ['row 1', 'PENSTOCK_RECORD_EXPIRED'],
      ],
    });
    expect((await timesOf(topic)).map(([name]) => name)).toEqual(['row 2', 'row 3']);
  });

  test('stops the flow by default, before a record is lost', async () => {
    const topic = await weekTopic();
    const failed = run(
      deliver(rowsAt(Date.UTC(2014, 8, 17)), { time: ({ time }) => time }),
      toKafka(connection, { topic }),
    );
    await expect(failed).rejects.toMatchObject({
      code: 'PENSTOCK_REJECTED',
      message: expect.stringMatching(/retention\.ms=-1/),
      cause: { code: 'PENSTOCK_RECORD_EXPIRED' },
    });
  });

  test.each([
    ['is compacted', { 'cleanup.policy': 'compact' }],
    ['keeps records for ever', { 'retention.ms': '-1' }],
    ['keeps them for twenty years', { 'retention.ms': String(20 * 366 * day) }],
  ])('is written if the topic %s', async (_, config) => {
    const topic = await newTopic(1, config);
    const sent = run(
      deliver(rowsAt(Date.UTC(2014, 8, 17)), { key: ({ name }) => name, time: ({ time }) => time }),
      toKafka(connection, { topic }),
    );
    expect(await sent).toMatchObject({ written: 1 });
  });

  test('is rejected for a topic with the policies compact and delete', async () => {
    const topic = await newTopic(1, { 'cleanup.policy': 'compact,delete', 'retention.ms': String(7 * day) });
    expect(await send(topic, rowsAt(Date.UTC(2014, 8, 17)), { key: () => 'k' })).toMatchObject({
      rejected: [['row 0', 'PENSTOCK_RECORD_EXPIRED']],
    });
  });

  test("is written with expired: 'write'", async () => {
    const topic = await weekTopic();
    expect(await send(topic, rowsAt(Date.UTC(2014, 8, 17)), { expired: 'write' })).toMatchObject({
      written: 1,
      rejected: [],
    });
  });

  test('has a dead letter that is kept, with the time of the record for its redrive', async () => {
    const [source, dead] = [await newTopic(1), await weekTopic()];
    await send(source, rowsAt(Date.UTC(2014, 8, 17), 0.5));
    const before = Date.now();
    const flow = fromKafka(connection, {
      topic: source,
      group: source,
      until: 'end',
      maxInFlight: 1,
      onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
    });
    await run(
      flow,
      tapValue(() => {
        throw new Error('not today');
      }),
      settle(),
    );
    const letters: Array<Delivery<unknown>> = [];
    await run(
      fromKafka(connection, { topic: dead, group: dead, until: 'end' }),
      tapValue((_value, letter) => void letters.push(letter as Delivery<unknown>)),
      settle(),
    );
    expect(letters.map(({ headers }) => headers['penstock-source-time'])).toEqual([String(Date.UTC(2014, 8, 17)), '0']);
    expect(Number(letters[0]!.lane.watermark)).toBeGreaterThanOrEqual(before);
    await redrive(connection, { topic: dead });
    expect((await timesOf(source)).slice(2)).toEqual([
      ['row 0', Date.UTC(2014, 8, 17)],
      ['row 1', 0.5],
    ]);
  });
});

describe('ensureTopic with the time of the oldest record', () => {
  const oldest = new Date('2014-09-17');
  const options = (topic: string) => ({ topic, partitions: 1, replication: 2 });

  test('creates a topic that keeps a history', async () => {
    const topic = `test-history-${Math.random().toString(36).slice(2)}`;
    expect(await ensureTopic(connection, { ...options(topic), oldest })).toMatchObject({ created: true });
    expect(await send(topic, rowsAt(Number(oldest), Date.now()))).toMatchObject({ written: 2, rejected: [] });
    expect(await ensureTopic(connection, { ...options(topic), oldest })).toMatchObject({ created: false });
  });

  test('rejects a topic that would delete the history, and names the setting', async () => {
    const topic = await weekTopic();
    await expect(ensureTopic(connection, { ...options(topic), oldest })).rejects.toMatchObject({
      code: 'PENSTOCK_TOPIC_MISMATCH',
      message: expect.stringContaining('retention.ms to -1'),
    });
    expect(await ensureTopic(connection, { ...options(topic), oldest: Date.now() })).toMatchObject({ created: false });
  });

  test('rejects a contradictory config before it creates a topic', async () => {
    const topic = `test-history-${Math.random().toString(36).slice(2)}`;
    const wrong = { ...options(topic), oldest, config: { 'retention.ms': String(day) } };
    await expect(ensureTopic(connection, wrong)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining('retention.ms to -1'),
    });
    expect(await ensureTopic(connection, options(topic))).toMatchObject({ created: true });
  });

  test('accepts a compacted topic, and one with the time of arrival', async () => {
    for (const config of [
      { 'cleanup.policy': 'compact', 'retention.ms': '1000' },
      { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '604800000' },
    ]) {
      expect(await ensureTopic(connection, { ...options(await newTopic(1, config)), oldest })).toMatchObject({
        created: false,
      });
    }
  });

  test.each([NaN, Infinity, '2014', new Date('never')])('rejects %s', async (wrong) => {
    await expect(ensureTopic(connection, { ...options('t'), oldest: wrong as Date })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
    });
  });
});
