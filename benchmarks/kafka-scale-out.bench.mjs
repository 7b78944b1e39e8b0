// Two and four processes in one consumer group on 10 partitions, beside one process. The sink answers after 20 ms for
// 100 records, as a remote one would, so that one process is bound by waiting and not by the processors they all share.
import { brokersOf, close, filledTopic } from './kafka/brokers.mjs';
import { readTogether } from './kafka/group.mjs';

const records = Number(process.env.KAFKA_RECORDS ?? 400_000);
const seconds = Number(process.env.KAFKA_SECONDS ?? 5);
const sinkMs = Number(process.env.KAFKA_SINK_MS ?? 20);
const rate = async (processes) => {
  const topic = await filledTopic(records);
  const { rate: perSecond, held } = await readTogether({
    brokers: await brokersOf(),
    topic,
    partitions: 10,
    processes,
    sinkMs,
    seconds,
  });
  console.error(
    `  ${processes} processes: ${Math.round(perSecond)} records a second, partitions ` +
      `${held.map((of) => of.join(' ')).join(' | ')}`,
  );
  return perSecond;
};

// Both entries share the brokers, which go after the last, or with the first failure.
const orClose = (measuring) => measuring.catch((error) => close().then(() => Promise.reject(error)));

const beside = (processes, last) => ({
  name: `kafka-scale-out-${processes}`,
  peer: 'one process of the same',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 3,
  ours: () => orClose(rate(processes)),
  theirs: () => orClose(rate(1)),
  ...(last && { close }),
});

export default [beside(2, false), beside(4, true)];
