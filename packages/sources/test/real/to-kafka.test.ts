import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetter, deliver, run, settle, tapValue } from '@penstock/stream';
import type { Delivery, Flow } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { Compression } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';

const readAll = async (topic: string): Promise<Array<Delivery<unknown>>> => {
  const seen: Array<Delivery<unknown>> = [];
  await run(
    fromKafka(connection, { topic, group: topic, until: 'end' }),
    tapValue((_, delivery) => void seen.push(delivery as Delivery<unknown>)),
    settle(),
  );
  return seen;
};

describe('toKafka', () => {
  // With another codec of the topic, the broker decompresses and compresses the records with its Java libraries.
  test.each<readonly [Compression, string]>([
    ['none', 'producer'],
    ['gzip', 'zstd'],
    ['snappy', 'lz4'],
    ['lz4', 'snappy'],
    ['zstd', 'gzip'],
    ['snappy', 'producer'],
    ['lz4', 'producer'],
    ['zstd', 'producer'],
  ])('sends records with %s to a topic with %s, and they are read back', async (compression, codec) => {
    const topic = await newTopic(2, { 'compression.type': codec });
    const values = Array.from({ length: 3_000 }, (_, n) => ({ n, text: 'the same again and again '.repeat(n % 7) }));
    const { written } = await run(
      deliver(values, { key: ({ n }) => `k${n % 11}` }),
      toKafka(connection, { topic, compression }),
    );
    expect(written).toBe(3_000);
    expect(
      (await readAll(topic)).map(({ value }) => value as (typeof values)[number]).toSorted((a, b) => a.n - b.n),
    ).toEqual(values);
  });

  test('sends a key to the same partition as other clients, and records without a key to all', async () => {
    const topic = await newTopic(5);
    await run(
      deliver(
        Array.from({ length: 200 }, (_, n) => n),
        { key: (n) => `key ${n % 20}` },
      ),
      toKafka(connection, { topic, maxBatch: 7 }),
    );
    const other = await newTopic(5);
    const producer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).producer();
    await producer.connect();
    await producer.send({
      topic: other,
      messages: Array.from({ length: 200 }, (_, n) => ({ key: `key ${n % 20}`, value: String(n) })),
    });
    await producer.disconnect();
    const placed = (all: Array<Delivery<unknown>>) =>
      all
        .map(({ value, position: { partition, offset } }) => [value, partition, offset])
        .toSorted((a, b) => (a[0] as number) - (b[0] as number));
    expect(placed(await readAll(topic))).toEqual(placed(await readAll(other)));

    const keyless = await newTopic(5);
    await run(deliver(Array.from({ length: 500 }, (_, n) => n)), toKafka(connection, { topic: keyless, maxBatch: 10 }));
    expect(new Set((await readAll(keyless)).map(({ position }) => position.partition)).size).toBe(5);
  });

  test('rejects only a record that cannot be encoded and one that the broker never accepts', async () => {
    const topic = await newTopic(1, { 'max.message.bytes': '20000' });
    const rejected: unknown[] = [];
    const values = [1, 'x'.repeat(30_000), 2, { closes: [NaN] }, 3, 'y'.repeat(15_000)];
    const counts = await run(
      deliver<unknown>(values, {
        onReject: deadLetter(async ({ position, code }) => void rejected.push([position.offset, code])),
      }),
      toKafka(connection, { topic }),
    );
    expect(counts).toMatchObject({ received: 6, written: 4, rejected: 2 });
    expect(rejected.toSorted()).toEqual([
      [1, 'PENSTOCK_RECORD_REFUSED'],
      [3, 'PENSTOCK_BAD_RECORD'],
    ]);
    expect((await readAll(topic)).map(({ value }) => value)).toEqual([1, 2, 3, 'y'.repeat(15_000)]);
  });

  test('writes a full batch, and a smaller one when its oldest record has waited for maxAge', async () => {
    const topic = await newTopic(1);
    let go: (() => void) | undefined;
    const source = async function* () {
      yield* [1, 2, 3];
      await new Promise<void>((resolve) => (go = resolve));
    };
    let written = 0;
    const sink = toKafka<number>(connection, { topic, maxAge: '30ms' });
    const running = run(deliver(source()), (flow) => sink(flow).pipe(tap(() => void ((written += 1) === 3 && go!()))));
    expect(await running).toMatchObject({ written: 3 });
  });

  test('writes a record that arrives during a send after maxAge, even if no other follows', async () => {
    const topic = await newTopic(1);
    let written = 0;
    let wake = () => {};
    const source = async function* () {
      for (let n = 1; n <= 60; n += 1) {
        yield n;
        await sleep(1);
        // Wait for all sent records, so that a forgotten one would stay unsent.
        while (n % 20 === 0 && written < n) await new Promise<void>((resolve) => (wake = resolve));
      }
    };
    const sink = toKafka<number>(connection, { topic, maxAge: '1ms' });
    const counted = (flow: Flow<number>) => sink(flow).pipe(tap(() => ((written += 1), wake())));
    expect(await run(deliver(source()), counted)).toMatchObject({ written: 60 });
  });

  test('copies headers and times from topic to topic', async () => {
    const [from, to] = [await newTopic(1), await newTopic(1)];
    const producer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).producer();
    await producer.connect();
    await producer.send({
      topic: from,
      messages: [
        {
          key: 'k',
          value: '1',
          headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
          timestamp: '1700000000000',
        },
      ],
    });
    await producer.disconnect();
    await run(fromKafka(connection, { topic: from, group: from, until: 'end' }), toKafka(connection, { topic: to }));
    const [copy] = await readAll(to);
    expect([copy!.key, copy!.value, copy!.time, copy!.headers['traceparent']]).toEqual([
      'k',
      1,
      1_700_000_000_000,
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ]);
  });
});
