// Two brokers and an Elasticsearch for the benchmarks from Kafka to Elasticsearch, and the function that measures each
// program on them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureTopic, toKafka } from '../../packages/sources/dist/kafka/index.js';
import { deliver, run } from '../../packages/stream/dist/index.js';
import { startElasticsearch, startKafka } from '../../tools/servers/dist/index.js';
import { Client } from '../measure/elasticsearch-client.mjs';

const dayMs = 86_400_000;
const ticksASecond = 100;

/** A record such as the report's, about 170 bytes of JSON. A million records repeat the days of the report. */
const recordAt = (number) => {
  const Close = 400.25 + (number % 60_000);
  const time = Date.UTC(2014, 8, 17) + (number % 3_038) * dayMs;
  const day = new Date(time).toISOString().slice(0, 10);
  return {
    id: String(number),
    Date: day,
    Open: Close - 1,
    High: Close + 5,
    Low: Close - 5,
    Close,
    'Adj Close': Close,
    Volume: 1_000 + number,
    '@timestamp': time,
  };
};

/** Starts the servers and sends `count` records to a topic of 10 partitions. */
export const prepare = async (count) => {
  const [kafka, elasticsearch] = await Promise.all([startKafka(), startElasticsearch({ version: '7.17' })]);
  const close = () => Promise.all([kafka.stop(), elasticsearch.stop()]);
  try {
    const connection = { brokers: kafka.brokers };
    const topic = 'prices';
    await ensureTopic(connection, { topic, partitions: 10, replication: 2 });
    const records = Array.from({ length: count }, (_, number) => recordAt(number));
    await run(deliver(records, { id: ({ id }) => id }), toKafka(connection, { topic, key: ({ id }) => id }));
    return { kafka: kafka.brokers.join(','), elasticsearch: elasticsearch.url, topic, count, close };
  } catch (error) {
    await close();
    throw error;
  }
};

let runs = 0;

/**
 * Runs `command` with a new index and a new consumer group until all records are written. With `visible` it counts the
 * documents that a search finds, otherwise those that the index has accepted. Resolves with the seconds from the start
 * of the process, and with the processor seconds and peak megabytes of it and its children.
 */
export const measure = async (
  { kafka, elasticsearch, topic, count },
  [command, ...args],
  env = {},
  visible = false,
) => {
  const name = `run-${process.pid}-${(runs += 1)}`;
  const client = new Client({ node: elasticsearch });
  // Settings that exclude the server's own delays: no replicas, no automatic refresh, no waiting for the disk.
  const settings = { number_of_replicas: 0, refresh_interval: '-1', 'translog.durability': 'async' };
  const double = { type: 'double' };
  const properties = {
    id: { type: 'keyword' },
    Date: { type: 'date' },
    '@timestamp': { type: 'date' },
    Open: double,
    High: double,
    Low: double,
    Close: double,
    'Adj Close': double,
    Volume: double,
  };
  await client.indices.create({ index: name, settings, mappings: { properties } });
  const folder = mkdtempSync(join(tmpdir(), 'penstock-bench-'));
  const began = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      KAFKA: kafka,
      ELASTICSEARCH: elasticsearch,
      TOPIC: topic,
      INDEX: name,
      GROUP: name,
      COUNT: String(count),
      CHECKPOINT: folder,
      ...env,
    },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-4_000)));
  const ended = new Promise((resolve) => void child.once('close', resolve));
  let gone = false;
  void ended.then(() => (gone = true));
  const usage = watch(child.pid);
  try {
    for (let wait = visible ? 20 : 50, lost = 0; ; await sleep(wait)) {
      usage.look();
      if (visible) await client.indices.refresh({ index: name });
      const taken = visible
        ? (await client.count({ index: name })).count
        : (await client.indices.stats({ index: name, metric: 'indexing' })).indices[name].primaries.indexing
            .index_total;
      if (taken >= count) break;
      // Checks again after the end of the process, since its last request may have succeeded just before.
      if (gone && (lost += 1) > 2) throw new Error(`${command} ended after ${taken} of ${count} documents: ${errors}`);
    }
    return { seconds: (performance.now() - began) / 1_000, ...usage.sum() };
  } finally {
    if (!gone) child.kill('SIGTERM');
    await ended;
    await client.indices.delete({ index: name });
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Follows a process and its descendants in `/proc`, since a JVM that Python starts is not a direct child. */
const watch = (root) => {
  const processor = new Map();
  let peak = 0;
  const look = () => {
    const found = new Map();
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        // The process name in parentheses may contain spaces; the fields after it do not.
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        found.set(Number(pid), {
          parent: Number(fields[1]),
          ticks: Number(fields[11]) + Number(fields[12]),
          pages: Number(fields[21]),
        });
      } catch {
        // The process ended after it was listed.
      }
    }
    const isOurs = (pid) => pid === root || (found.has(pid) && isOurs(found.get(pid).parent));
    let pages = 0;
    for (const [pid, { ticks, pages: own }] of found) {
      if (!isOurs(pid)) continue;
      processor.set(pid, ticks);
      pages += own;
    }
    peak = Math.max(peak, (pages * 4_096) / 2 ** 20);
  };
  return {
    look,
    sum: () => ({
      processorSeconds: [...processor.values()].reduce((sum, ticks) => sum + ticks, 0) / ticksASecond,
      megabytes: peak,
    }),
  };
};

/** The command of each program. */
export const contenders = {
  penstock: [process.execPath, new URL('penstock.mjs', import.meta.url).pathname],
  bare: [process.execPath, new URL('../peers/kafka-to-es.bare.mjs', import.meta.url).pathname],
  /** Undefined unless `SPARK_PYTHON` names a Python with Spark and `SPARK_JARS` its jars. */
  spark: process.env.SPARK_PYTHON && [
    process.env.SPARK_PYTHON,
    new URL('../peers/kafka-to-es.spark.py', import.meta.url).pathname,
  ],
};

/** Documents per second of one program. Prints the other figures of the run. */
export const rate = async (servers, name, env = {}) => {
  const { seconds, processorSeconds, megabytes } = await measure(servers, contenders[name], env);
  const { count } = servers;
  console.error(
    `  ${name}: ${seconds.toFixed(1)} s, ${((processorSeconds * 1e6) / count).toFixed(1)} µs of processor a ` +
      `document, ${megabytes.toFixed(0)} MB`,
  );
  return count / seconds;
};
