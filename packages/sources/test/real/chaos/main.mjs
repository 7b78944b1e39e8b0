// A pipeline under chaos, with its own Kafka. While records are written and read, members are killed, added and
// removed, a broker is killed and restarted, and the sink stalls and fails. Prints one line of JSON. The exit code is 1
// if a record was lost, out of order, or repeated more often than the kills explain.
//
//   npm run chaos -- [--form long|short|mutant|state|state-long|state-mutant] [--seed N] [--kafka 4.3|3.9] [--verbose]
//
// `--brokers` sets the cluster to use, for a form that kills no broker.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startKafka } from '@penstock/servers';
import { deliver, run } from '@penstock/stream';
import { consumerLag, ensureTopic, toKafka } from '../../../dist/kafka/index.js';
import { CheckingSink } from './checking-sink.mjs';
import { forms, planOf } from './plan.mjs';
import { countedInOrder, recordOf } from './records.mjs';

const { values: args } = parseArgs({
  options: {
    form: { type: 'string', default: 'long' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kafka: { type: 'string', default: '4.3' },
    brokers: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const seed = Number(args.seed);
const form = forms[args.form];
const mutant = args.form === 'mutant';
const plan = planOf(seed, form);
const partitions = 10;
const members = 3;
const maxInFlight = 1_000;
const commitMs = 500;
const topic = `chaos-${randomUUID()}`;
const group = topic;
const stateTopic = `${topic}-state`;
const limit = form.span + (form.records / form.rate) * 1_000 + 180_000;

const began = Date.now();
const say = (...what) => console.error(`${((Date.now() - began) / 1_000).toFixed(1)} s`, ...what);
say(`seed ${seed}, ${args.form}, Kafka ${args.kafka}`);

if (args.brokers && form.brokers > 0)
  throw new Error(`the form ${args.form} kills brokers, so it needs a cluster of its own`);
const kafka = args.brokers
  ? { brokers: args.brokers.split(','), stop: async () => undefined }
  : await startKafka({ version: args.kafka, brokers: 2 });
const sink = new CheckingSink(seed, form.state && countedInOrder(seed, form.records));
sink.batchMs = form.batchMs;
const sinkPort = await sink.listen();
const onRetry = ({ what, error, attempt }) => args.verbose && say('retry', what, attempt, error.message);
const connection = { brokers: kafka.brokers, onRetry };

const faults = [];
const running = new Map();
const sessions = new Map();
let ending = false;
let count = 0;

const startMember = () => {
  const session = `member-${(count += 1)}`;
  const options = {
    brokers: kafka.brokers,
    topic,
    group,
    sinkPort,
    session,
    maxInFlight,
    commitEvery: commitMs,
    sessionTimeout: 6_000,
    rebalanceTimeout: 20_000,
    receipt: mutant,
    state: form.state,
    stateTopic,
    verbose: args.verbose,
  };
  const child = fork(join(import.meta.dirname, 'member.mjs'), [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const state = { lanes: [], retries: 0, losses: 0, end: undefined };
  sessions.set(session, state);
  running.set(session, child);
  child.on('message', (message) => {
    if (message.lane !== undefined) state.lanes.push([message.lane, message.epoch, message.from]);
    if (message.retry) state.retries += 1;
    if (message.lost) state.losses += 1;
    if (message.failed) say(session, 'failed:', message.failed, message.message);
    if (args.verbose && (message.retry || message.lane !== undefined)) say(JSON.stringify(message));
  });
  child.on('exit', (code, signal) => {
    running.delete(session);
    state.end ??= signal ?? `exit ${code}`;
    if (code === 4) faults.push(`${session} was still alive 15 s after its run had ended`);
    if (signal && state.end === signal && !ending) faults.push(`${session} was ended by ${signal}`);
    if (!ending && state.end !== 'left') setTimeout(() => !ending && startMember(), 500);
  });
  return session;
};

const pickMember = (pick) => [...running.keys()][Math.floor(pick * running.size)];

/**
 * Returns a member that has read and committed. Killing another one could lose nothing, so the mutant would not be
 * detected.
 */
const pickReader = async () => {
  for (; Date.now() - began < limit; await sleep(50)) {
    const reader = [...running.keys()].find((session) => sessions.get(session).lanes.length > 0);
    if (!reader) continue;
    await sleep(2 * commitMs);
    if (running.has(reader)) return reader;
  }
  return undefined;
};
const does = {
  kill: async (pick) => {
    const session = mutant ? await pickReader() : pickMember(pick);
    say('kill', session);
    if (session) sessions.get(session).end = 'killed';
    running.get(session)?.kill('SIGKILL');
  },
  join: async () => say('join', startMember()),
  leave: async (pick) => {
    const session = pickMember(pick);
    say('leave', session);
    if (!session) return;
    sessions.get(session).end = 'left';
    running.get(session).kill('SIGTERM');
  },
  stall: async () => {
    say('the sink stalls for', form.stall);
    sink.stall(form.stall);
  },
  fail: async () => {
    say('the sink fails for', form.fail);
    await sink.fail(form.fail);
  },
  broker: async (pick) => {
    const broker = Math.floor(pick * kafka.brokers.length);
    say('kill broker', broker);
    await kafka.kill(broker);
    await sleep(form.brokerDown);
    say('start broker', broker);
    await kafka.start(broker);
  },
};

const paced = async function* () {
  for (let seq = 0; seq < form.records; seq += 1) {
    yield recordOf(seed, seq);
    if (seq % 50 === 49) await sleep(Math.max(0, (seq * 1_000) / form.rate - (Date.now() - producing)));
  }
};
let producing;
const produce = () => {
  producing = Date.now();
  return run(
    deliver(paced(), { topic: 'numbers', key: ({ key }) => key, drainTimeout: '2m', stallTimeout: '5m' }),
    toKafka(connection, { topic, encode: ({ value }) => JSON.stringify(value) }),
  );
};

try {
  await ensureTopic(connection, { topic, partitions, replication: 2, config: { 'min.insync.replicas': '1' } });
  if (form.state)
    await ensureTopic(connection, {
      topic: stateTopic,
      partitions: 1,
      replication: 2,
      config: { 'cleanup.policy': 'compact', 'min.insync.replicas': '1' },
    });
  for (let n = 0; n < members; n += 1) startMember();
  const produced = produce();
  const start = Date.now();
  const events = plan.map(async ({ at, kind, pick }) => {
    await sleep(Math.max(0, start + at - Date.now()));
    await does[kind](pick);
  });
  const written = await produced;
  say('written', written.written);
  await Promise.all(events);
  // Done when everything has arrived, or when nothing more can arrive.
  while (Date.now() - began < limit) {
    if (sink.firstBy.size === form.records) break;
    const quiet =
      Date.now() - sink.lastArrival > 4_000 && (await consumerLag(connection, { topic, group })).total === 0;
    if (quiet) break;
    await sleep(200);
  }
  ending = true;
  say('stopping', running.size, 'members');
  await Promise.all(
    [...running.values()].map(
      (child) =>
        new Promise(
          (resolve) => (
            child.once('exit', resolve),
            child.kill('SIGTERM'),
            setTimeout(() => child.kill('SIGKILL') && faults.push('a member did not stop in order'), 40_000).unref()
          ),
        ),
    ),
  );
  const lag = await consumerLag(connection, { topic, group });
  if (lag.partitions.reduce((sum, { end }) => sum + end, 0) !== form.records)
    faults.push(`the topic has ${lag.partitions.map(({ end }) => end).join(' + ')} records instead of ${form.records}`);
  if (lag.total !== 0) faults.push(`${lag.total} records are not committed after a stop in order`);
} catch (error) {
  faults.push(`the run itself failed: ${error.stack}`);
} finally {
  ending = true;
  for (const child of running.values()) child.kill('SIGKILL');
  sink.close();
  await kafka.stop();
}

const missing = form.records - sink.firstBy.size;
if (missing > 0) faults.push(`${missing} records did not arrive`);
faults.push(...sink.faults.slice(0, 10));
// The sink needs at least `batchMs` for a batch of 100.
const allowed = maxInFlight + (commitMs * 100) / sink.batchMs;
const repeats = [...sink.repeatedOf].map(([session, repeated]) => {
  const { end, losses } = sessions.get(session);
  return { session, repeated, end, losses };
});
for (const { session, repeated, end, losses } of repeats) {
  if (repeated > allowed * (1 + losses))
    faults.push(
      `${repeated} records of ${session} came again (${end}, lost partitions ${losses} times); each time allows ` +
        `${allowed}`,
    );
}

console.log(
  JSON.stringify({
    seed,
    form: args.form,
    kafka: args.kafka,
    records: form.records,
    arrivals: sink.arrivals,
    missing,
    repeated: repeats.reduce((sum, { repeated }) => sum + repeated, 0),
    repeats,
    sessions: Object.fromEntries(
      [...sessions].map(([session, { end, retries, losses, lanes }]) => [
        session,
        { end, retries, losses, lanes: lanes.length },
      ]),
    ),
    seconds: Math.round((Date.now() - began) / 1_000),
    faults,
  }),
);
process.exitCode = faults.length === 0 ? 0 : 1;
