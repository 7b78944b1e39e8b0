import { Client } from '@elastic/elasticsearch';
import { ensureTopic, toKafka } from '@penstock/sources/kafka';
import { startKafka } from '@penstock/servers';
import { deliver, run } from '@penstock/stream';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { idOf } from '../../src/prices/document.ts';
import type { DailyPrice } from '../../src/prices/document.ts';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { closeAt, dayAt, days } from './report-prices.ts';

const kills = 10;

let consumer: Program;
let servers: Awaited<ReturnType<typeof startKafka>>;
const node = inject('elasticsearch7');
const client = new Client({ node });

beforeAll(async () => {
  [consumer, servers] = await Promise.all([buildProgram('test/real/consumer.ts'), startKafka()]);
}, 120_000);

afterAll(async () => {
  await client.close();
  await servers.stop();
  await consumer.remove();
});

/** Sends the report's days once, to the topic `name`. */
const produce = async (topic: string): Promise<void> => {
  const connection = { brokers: servers.brokers };
  await ensureTopic(connection, { topic, partitions: 10, replication: 2 });
  const prices = Array.from({ length: days }, (_, index): DailyPrice => {
    const close = closeAt(index);
    return { time: Date.parse(dayAt(index)), open: close, high: close, low: close, close, volume: 1 };
  });
  await run(deliver(prices, { topic: 'prices', id: idOf }), toKafka<DailyPrice>(connection, { topic, key: idOf }));
};

/** Runs the consumer once. `onReceipts` gets the number of receipts that it has printed, and may kill it. */
const live = (name: string, mode: string, onReceipts: (count: number, kill: () => void) => void = () => undefined) =>
  consumer.run([servers.brokers.join(','), node, name, mode], {}, (child) => {
    let count = 0;
    child.stdout!.on('data', (chunk: string | Buffer) => {
      count += String(chunk).split('\n').length - 1;
      onReceipts(count, () => child.kill('SIGKILL'));
    });
  });

// Mulberry32 (Tommy Ettinger, 2017): the seed of a failed run gives the same times again.
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/**
 * Runs and kills the consumer several times, each time after `least` receipts and up to 120 more. The last run ends by
 * itself.
 */
const killed = async (name: string, mode: '' | 'receipt', lives: number, least: number): Promise<number> => {
  await produce(name);
  const random = seeded(4);
  for (let life = 0; life < lives; life += 1) {
    const enough = least + Math.floor(random() * 120);
    const { killed, errors } = await live(name, mode, (count, kill) => count >= enough && kill());
    // The mutant may have committed all records, so that it finds fewer than it was to be killed after.
    if (mode === '') expect({ killed, errors }).toEqual({ killed: true, errors: '' });
  }
  expect(await live(name, mode)).toMatchObject({ code: 0, errors: '' });
  return count(name);
};

const count = async (index: string): Promise<number> => {
  await client.indices.refresh({ index });
  return (await client.count({ index })).count;
};

const sumOfCloses = async (index: string): Promise<number> => {
  const { aggregations } = await client.search<unknown, { sum: { value: number } }>({
    index,
    size: 0,
    aggs: { sum: { sum: { field: 'Close' } } },
  });
  return aggregations!.sum.value;
};

test(`loses nothing when the consumer is killed ${kills} times`, { timeout: 180_000 }, async () => {
  expect(await killed('killed', '', kills, 50)).toBe(days);
  expect(await sumOfCloses('killed')).toBe(days * closeAt(0) + (days * (days - 1)) / 2);
});

test('the check fails for a consumer that commits on receipt', { timeout: 180_000 }, async () => {
  expect(await killed('mutant', 'receipt', 3, 500)).toBeLessThan(days);
});

test('loses nothing when a broker is killed and comes back', { timeout: 120_000 }, async () => {
  await produce('outage');
  let outage: Promise<void> | undefined;
  const ended = await live('outage', '', (received) => {
    if (received < 500) return;
    outage ??= servers.kill(1).then(() => servers.start(1));
  });
  await outage;
  // The client may print warnings while it reconnects; only the end counts.
  expect(ended).toMatchObject({ code: 0 });
  expect(outage).toBeDefined();
  expect(await count('outage')).toBe(days);
});
