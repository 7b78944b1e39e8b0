// Two brokers for the benchmarks of Kafka. Each run has its own process, so that no run warms up another.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureTopic } from '../../packages/sources/dist/kafka/index.js';
import { startKafka } from '../../tools/servers/dist/index.js';

let starting;
let filling = new Map();
const given = process.env.PENSTOCK_KAFKA?.split(',');
const kafka = () =>
  (starting ??= given ? Promise.resolve({ brokers: given, stop: async () => undefined }) : startKafka());

/** Returns the addresses of the brokers, and starts them when necessary. */
export const brokersOf = async () => (await kafka()).brokers;

/** The record that is written and read: about 100 bytes of JSON. */
export const valueOf = (n) =>
  JSON.stringify({
    symbol: `SYM${n % 10}`,
    price: 40_000.25 + (n % 5_000),
    size: 1 + (n % 97),
    time: 1_700_000_000_000 + n,
    venue: 'exchange-one',
    side: n % 2 ? 'sell' : 'bid ',
  });

/** A new topic of 10 partitions with 2 copies each. */
export const newTopic = async () => {
  const { brokers } = await kafka();
  const topic = `bench-${randomUUID()}`;
  await ensureTopic({ brokers }, { topic, partitions: 10, replication: 2 });
  return topic;
};

/** Returns a topic with this many records, which all runs on the current brokers read. */
export const filledTopic = (records) => {
  const fill = async () => {
    const topic = await newTopic();
    await measure('fill', ['-', topic, records]);
    return topic;
  };
  if (!filling.has(records)) filling.set(records, fill());
  return filling.get(records);
};

/** Runs `benchmarks/kafka/PROGRAM.mjs CONTENDER BROKERS TOPIC RECORDS ...`, and resolves with the JSON it prints. */
export const measure = async (program, [contender, topic, ...rest]) => {
  const { brokers } = await kafka();
  const script = join(import.meta.dirname, `${program}.mjs`);
  const args = [script, contender, brokers.join(','), topic, ...rest.map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
};

/** Stops the brokers. The next family of the same command starts its own, and fills its own topic. */
export const close = async () => {
  const stopping = starting;
  starting = undefined;
  filling = new Map();
  await (await stopping?.catch(() => undefined))?.stop();
};
