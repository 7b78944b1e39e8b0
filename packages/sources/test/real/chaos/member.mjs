// A member of the group, which the test kills: topic -> checking sink. With `receipt` it is the mutant that commits on
// receipt, before it writes. With `state` it counts by key; `'volatile'` is the mutant that starts a partition without
// its counts. SIGTERM stops it cleanly.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fromKafka, kafkaStore } from '../../../dist/kafka/index.js';
import { run, scanByKey, tapValue, toSink } from '@penstock/stream';
import { counted, nothingCounted } from './records.mjs';

const {
  brokers,
  topic,
  group,
  sinkPort,
  session,
  maxInFlight,
  commitEvery,
  sessionTimeout,
  rebalanceTimeout,
  receipt,
  state,
  stateTopic,
  verbose,
} = JSON.parse(process.argv[2]);

const socket = connect(sinkPort, '127.0.0.1');
const answers = new Map();
createInterface({ input: socket }).on('line', (line) => {
  const { batch, ok } = JSON.parse(line);
  answers.get(batch)(ok);
  answers.delete(batch);
});

let batches = 0;
const write = async (deliveries) => {
  const batch = (batches += 1);
  const records = deliveries.map(({ id, key, value, lane, position }) => ({
    id,
    key,
    value,
    epoch: lane.epoch,
    ...position,
  }));
  const ok = await new Promise((resolve) => {
    answers.set(batch, resolve);
    socket.write(`${JSON.stringify({ batch, session, records })}\n`);
  });
  if (!ok) throw new Error('the sink fails');
};

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const orphaned = () => process.exit(3);
process.on('disconnect', orphaned);

const lanes = new Map();
const say = (fields) => process.send?.({ session, ...fields });
// Unsettled records of a revoked lane come again at another member, as after a kill.
const watch = setInterval(() => {
  const gone = [...lanes].filter(([, lane]) => lane.state === 'revoked');
  for (const [name] of gone) lanes.delete(name);
  if (gone.length > 0) say({ lost: gone.length });
}, 50);
watch.unref();
const logger = verbose
  ? Object.fromEntries(
      ['debug', 'info', 'warn', 'error'].map((level) => [
        level,
        (fields, message) =>
          console.error(new Date().toISOString(), session, level, message, JSON.stringify(fields).slice(0, 300)),
      ]),
    )
  : undefined;

const connection = {
  brokers,
  onRetry: ({ what, error, attempt }) => say({ retry: what, attempt, error: error.message }),
  ...(logger && { logger }),
};
const stateOptions = {
  kept: () => ({ stateStore: kafkaStore(connection, { topic: stateTopic, group }) }),
  volatile: () => ({ state: 'volatile' }),
};

try {
  const counts = await run(
    fromKafka(connection, {
      topic,
      group,
      maxInFlight,
      commitEvery,
      sessionTimeout,
      rebalanceTimeout,
      tombstones: 'reject',
      drainTimeout: '20s',
      stallTimeout: '5m',
      ...stateOptions[state]?.(),
    }),
    tapValue((_value, delivery) => {
      const { lane } = delivery;
      const name = `${lane.partition}/${lane.epoch}`;
      if (lane.state !== 'revoked' && !lanes.has(name)) {
        lanes.set(name, lane);
        say({ lane: lane.partition, epoch: lane.epoch, from: delivery.position.offset });
      }
      if (receipt) delivery.ack();
    }),
    ...(state ? [scanByKey(counted, { seed: () => nothingCounted })] : []),
    toSink(write, { maxBatch: 100, maxAge: '20ms' }),
    { signal: stop.signal },
  );
  say({ ended: counts });
} catch (error) {
  say({ failed: error.code, message: error.message });
  process.exitCode = 1;
}
// After a run has ended, nothing must keep the process alive.
setTimeout(() => {
  console.error(session, 'is still alive:', process.getActiveResourcesInfo());
  process.exit(4);
}, 15_000).unref();
socket.destroy();
clearInterval(watch);
process.off('disconnect', orphaned);
process.disconnect?.();
