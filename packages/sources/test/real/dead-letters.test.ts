import { deadLetter, deliver, run, settle, tapValue, toSink } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import type { KafkaMessage } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { deadLetterTopic, fromKafka, redrive, toKafka } from '../../src/kafka/index.ts';
import { committed } from './broker.ts';
import { connection, newTopic } from './cluster.ts';
import { writeRaw } from './write.ts';

/** Reads the exact bytes of messages, directly with kafkajs. */
const readRaw = async (topic: string, count: number): Promise<KafkaMessage[]> => {
  const consumer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).consumer({
    groupId: `${topic}-raw-${Math.random()}`,
    maxWaitTimeInMs: 100,
  });
  const seen: KafkaMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({ eachMessage: async ({ message }) => void (seen.push(message) === count && resolve()) });
  });
  await consumer.disconnect();
  return seen;
};

const text = (headers: KafkaMessage['headers']) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

describe('a dead-letter topic', () => {
  test('keeps key, value and headers byte for byte, adds the reason and the origin, and is redriven', async () => {
    const [source, dead] = [await newTopic(2), await newTopic(1)];
    const bytes = { key: Buffer.from([0xff, 1]), value: Buffer.from([0xfe, 0x7b]), header: Buffer.from([0xfd, 2]) };
    await writeRaw(source, [
      { partition: 1, key: 'a', value: '{"n":1}' },
      { partition: 1, key: bytes.key, value: bytes.value, headers: { own: bytes.header }, timestamp: '1700000000000' },
    ]);
    const read = (group: string) =>
      run(
        fromKafka(connection, {
          topic: source,
          group,
          until: 'end',
          onReject: deadLetter(deadLetterTopic(connection, { topic: dead, now: () => new Date(0) })),
        }),
        settle(),
      );
    expect(await read(source)).toMatchObject({ received: 2, written: 1, rejected: 1 });
    expect(await committed(source, source)).toContainEqual({ topic: source, partition: 1, offset: 2 });

    const [letter] = await readRaw(dead, 1);
    expect(letter).toMatchObject({ key: bytes.key, value: bytes.value, timestamp: '1700000000000' });
    expect(letter!.headers!['own']).toEqual(bytes.header);
    expect(text(letter!.headers)).toMatchObject({
      'penstock-error-code': 'PENSTOCK_UNDECODABLE',
      'penstock-error-reason': expect.stringContaining('UTF-8'),
      'penstock-error-time': '1970-01-01T00:00:00.000Z',
      'penstock-source-topic': source,
      'penstock-source-partition': '1',
      'penstock-source-offset': '1',
      'penstock-id': `${source}-1-1`,
    });

    expect(await redrive(connection, { topic: dead, filter: () => false, group: 'nobody' })).toEqual({
      sent: 0,
      passed: 1,
    });
    expect(await redrive(connection, { topic: dead })).toEqual({ sent: 1, passed: 0 });
    expect(await redrive(connection, { topic: dead })).toEqual({ sent: 0, passed: 0 });
    const back = (await readRaw(source, 3)).find(({ headers }) => headers?.['penstock-redriven'])!;
    expect(back).toMatchObject({ key: bytes.key, value: bytes.value, timestamp: '1700000000000' });
    expect(back.headers).toEqual({ own: bytes.header, 'penstock-redriven': Buffer.from('1') });

    // The record is rejected again, and the count of its new letter rises.
    await read(source);
    await redrive(connection, { topic: dead });
    expect(
      (await readRaw(source, 4))
        .map(({ headers }) => headers?.['penstock-redriven']?.toString())
        .filter(Boolean)
        .toSorted(),
    ).toEqual(['1', '2']);
  });

  test('has JSON letters of other sources, which need the option to', async () => {
    const [dead, target] = [await newTopic(1), await newTopic(1)];
    const refuse = toSink<{ n: number }>(async (batch) => batch.map(() => ({ rejected: new Error('not today') })));
    await run(
      deliver([{ n: 1 }], {
        topic: 'numbers',
        key: () => 'k',
        onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
      }),
      refuse,
    );
    const [letter] = await readRaw(dead, 1);
    expect([
      letter!.key?.toString(),
      letter!.value?.toString(),
      text(letter!.headers)['penstock-error-reason'],
    ]).toEqual(['k', '{"n":1}', 'not today']);
    // The source "numbers" is not a Kafka topic.
    await expect(redrive({ ...connection, startTimeout: '1s' }, { topic: dead })).rejects.toMatchObject({
      code: 'PENSTOCK_SINK_FAILED',
      cause: { code: 'PENSTOCK_TOPIC_UNKNOWN' },
    });
    expect(await redrive(connection, { topic: dead, to: target })).toEqual({ sent: 1, passed: 0 });
    expect((await readRaw(target, 1))[0]!.value?.toString()).toBe('{"n":1}');
  });

  test('keeps values that JSON cannot represent as text, and redrive never sends them', async () => {
    const [dead, target] = [await newTopic(1), await newTopic(1)];
    const odd = [
      { close: Number.NaN },
      { seen: new Map([['a', 1]]) },
      { volume: 5n },
      { bars: new Float64Array([0.5]) },
    ];
    const flow = deliver<unknown>([{ close: 1 }, ...odd, { close: 2 }], {
      topic: 'quotes',
      onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
    });
    expect(await run(flow, toKafka(connection, { topic: target }))).toMatchObject({
      received: 6,
      written: 2,
      rejected: 4,
    });
    const letters = await readRaw(dead, 4);
    expect(letters.map(({ value }) => value?.toString())).toEqual([
      '{ close: NaN }',
      "{ seen: Map(1) { 'a' => 1 } }",
      '{ volume: 5n }',
      '{ bars: Float64Array(1) [ 0.5 ] }',
    ]);
    for (const { headers } of letters)
      expect(text(headers)).toMatchObject({
        'penstock-as-text': 'value',
        'penstock-error-code': 'PENSTOCK_BAD_RECORD',
      });

    await expect(redrive(connection, { topic: dead, to: target })).rejects.toMatchObject({
      cause: { code: 'PENSTOCK_BAD_RECORD', message: expect.stringContaining('penstock-as-text') },
    });
    const again = await newTopic(1);
    const onReject = deadLetter(deadLetterTopic(connection, { topic: again }));
    expect(await redrive(connection, { topic: dead, to: target, onReject })).toEqual({ sent: 0, passed: 0 });
    const copies = await readRaw(again, 4);
    expect(copies.map(({ value }) => value)).toEqual(letters.map(({ value }) => value));
    expect(text(copies[0]!.headers)['penstock-as-text']).toBe('value');
    expect((await readRaw(target, 2)).map(({ value }) => value?.toString())).toEqual(['{"close":1}', '{"close":2}']);
  });

  test('stops the flow when a letter cannot be written, and does not commit its record', async () => {
    const source = await newTopic(1);
    await writeRaw(source, [{ value: '{' }]);
    const onReject = deadLetter(deadLetterTopic({ ...connection, startTimeout: '1s' }, { topic: 'nobody-made-this' }));
    await expect(
      run(fromKafka(connection, { topic: source, group: source, until: 'end', onReject }), settle()),
    ).rejects.toMatchObject({
      code: 'PENSTOCK_DEAD_LETTER_FAILED',
      cause: { code: 'PENSTOCK_TOPIC_UNKNOWN' },
    });
    expect(await committed(source, source)).toMatchObject([{ offset: 0 }]);
    const seen: unknown[] = [];
    const again = fromKafka(connection, { topic: source, group: source, until: 'end', decode: 'string' });
    await run(
      again,
      tapValue((value) => void seen.push(value)),
      settle(),
    );
    expect(seen).toEqual(['{']);
  });
});

test('a flow from topic to topic loses nothing', async () => {
  const [from, to] = [await newTopic(3), await newTopic(3)];
  await run(
    deliver(
      Array.from({ length: 1_000 }, (_, n) => n),
      { key: (n) => `k${n % 9}` },
    ),
    toKafka(connection, { topic: from }),
  );
  await run(
    fromKafka(connection, { topic: from, group: from, until: 'end', maxInFlight: 70 }),
    toKafka(connection, { topic: to }),
  );
  const seen: unknown[] = [];
  await run(
    fromKafka(connection, { topic: to, group: to, until: 'end' }),
    tapValue((value) => void seen.push(value)),
    settle(),
  );
  expect(seen.toSorted((a, b) => (a as number) - (b as number))).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
});
