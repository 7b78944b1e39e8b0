import { setTimeout as sleep } from 'node:timers/promises';
import { startKafka } from '@penstock/servers';
import type { Kafka } from '@penstock/servers';
import { deliver, run, settle, tapValue } from '@penstock/stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureTopic, fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { KafkaConnection } from '../../src/kafka/index.ts';

let kafka: Kafka;
beforeAll(async () => void (kafka = await startKafka({ brokers: 2 })));
afterAll(() => kafka?.stop());

test('stores each record once and in order while the leaders of the partitions are killed', async () => {
  const connection: KafkaConnection = { brokers: kafka.brokers, requestTimeout: '5s' };
  await ensureTopic(connection, { topic: 'moving', partitions: 4, replication: 2 });
  const [count, keys] = [12_000, 8];
  const restart = async (broker: number) => {
    await kafka.kill(broker);
    await kafka.start(broker);
  };
  // Each broker leads half of the partitions, and is killed while records are being sent to it.
  const restarts = new Map([
    [count / 4, 0],
    [count / 2, 1],
  ]);
  let restarting: Promise<void> = Promise.resolve();
  const source = async function* () {
    for (let n = 0; n < count; n += 1) {
      const broker = restarts.get(n);
      if (broker !== undefined) {
        await restarting;
        restarting = restart(broker);
      }
      if (n % 100 === 0) await sleep(20);
      yield n;
    }
  };
  const sent = await run(
    deliver(source(), { key: (n) => `key ${n % keys}`, maxInFlight: 2_000 }),
    toKafka(connection, { topic: 'moving', maxBatch: 50, maxAge: 10 }),
  );
  await restarting;
  expect(sent).toMatchObject({ written: count, rejected: 0 });

  const byKey = new Map<number, number[]>();
  await run(
    fromKafka<number>(connection, { topic: 'moving', group: 'reader', until: 'end', tombstones: 'reject' }),
    tapValue((n) => void byKey.set(n % keys, [...(byKey.get(n % keys) ?? []), n])),
    settle(),
  );
  for (let key = 0; key < keys; key += 1)
    expect(byKey.get(key)).toEqual(Array.from({ length: count / keys }, (_, n) => n * keys + key));
});
