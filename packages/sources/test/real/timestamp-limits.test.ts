// The settings message.timestamp.before.max.ms and message.timestamp.after.max.ms, which Kafka has since 3.6.
import type { Delivery } from '@penstock/stream';
import { deadLetter, deliver, run, settle, tapValue } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { deadLetterTopic, ensureTopic, fromKafka, redrive, toKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';
import { day, rowsAt, send, timesOf } from './timed-rows.ts';

describe('a record beyond the limits of the broker', () => {
  test('is rejected, the others are written, and the message names the settings', async () => {
    const topic = await newTopic(1, { 'message.timestamp.after.max.ms': '3600000' });
    const rejected: unknown[] = [];
    const source = deliver(rowsAt(Date.now() + day, Date.now()), {
      time: ({ time }) => time,
      onReject: deadLetter(async ({ reason }) => void rejected.push(reason)),
    });
    expect(await run(source, toKafka(connection, { topic }))).toMatchObject({ written: 1, rejected: 1 });
    expect(rejected).toEqual([
      expect.objectContaining({
        code: 'PENSTOCK_RECORD_REFUSED',
        message: expect.stringContaining('message.timestamp.after.max.ms'),
      }),
    ]);
  });

  test.each([
    ['of tomorrow', () => Date.now() + day],
    ['as far as a Date goes', () => 8.64e15],
    ['of five days ago, where a week is kept', () => Date.now() - 5 * day],
  ])('that is rejected for a time %s has a dead letter that is kept', async (_, timeOf) => {
    const limits = { 'message.timestamp.after.max.ms': '3600000', 'message.timestamp.before.max.ms': String(4 * day) };
    const [topic, dead] = [
      await newTopic(1, limits),
      await newTopic(1, { ...limits, 'message.timestamp.before.max.ms': String(7 * day) }),
    ];
    const time = timeOf();
    const source = deliver(rowsAt(time, Date.now()), {
      time: (row) => row.time,
      onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
    });
    expect(await run(source, toKafka(connection, { topic }))).toMatchObject({ written: 1, rejected: 1 });
    const letters: Array<Delivery<unknown>> = [];
    await run(
      fromKafka(connection, { topic: dead, group: dead, until: 'end' }),
      tapValue((_value, letter) => void letters.push(letter as Delivery<unknown>)),
      settle(),
    );
    expect(letters.map(({ headers }) => headers['penstock-source-time'])).toEqual([String(time)]);
    // The letter is redriven to a topic with other limits.
    const open = await newTopic(1, { 'message.timestamp.after.max.ms': String(Number.MAX_SAFE_INTEGER) });
    await redrive(connection, { topic: dead, to: open });
    expect(await timesOf(open)).toEqual([['row 0', time]]);
  });

  test('is rejected without a request if it is too old for the topic', async () => {
    const topic = await newTopic(1, { 'message.timestamp.before.max.ms': String(day) });
    expect(await send(topic, rowsAt(Date.now() - 2 * day, Date.now()))).toMatchObject({
      written: 1,
      rejected: [['row 0', 'PENSTOCK_RECORD_EXPIRED']],
    });
    await expect(
      run(deliver(rowsAt(0), { time: ({ time }) => time }), toKafka(connection, { topic })),
    ).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/Set message\.timestamp\.before\.max\.ms on it to at least \d+,/) },
    });
  });
});

test('ensureTopic rejects a topic that would reject the oldest record, and names the setting', async () => {
  const options = {
    topic: await newTopic(1, { 'message.timestamp.before.max.ms': String(day) }),
    partitions: 1,
    replication: 2,
  };
  await expect(ensureTopic(connection, { ...options, oldest: new Date('2014-09-17') })).rejects.toMatchObject({
    code: 'PENSTOCK_TOPIC_MISMATCH',
    message: expect.stringContaining('message.timestamp.before.max.ms to at least'),
  });
  expect(await ensureTopic(connection, { ...options, oldest: Date.now() })).toMatchObject({ created: false });
});
