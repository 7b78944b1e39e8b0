// Reading Kafka with acknowledgements and commits beside a bare `eachBatch` that only decodes the same.
import { close, measure, newTopic } from './kafka/brokers.mjs';

const records = Number(process.env.KAFKA_RECORDS ?? 1_000_000);
let topic;
const rate = async (contender) => {
  if (!topic) await measure('fill', '-', (topic = await newTopic()), records);
  const { seconds, processorSeconds } = await measure('consume', contender, topic, records);
  console.error(`  ${contender}: ${Math.round(records / seconds)} records a second, ${((processorSeconds * 1e6) / records).toFixed(2)} µs of processor each`);
  return records / seconds;
};

export default {
  name: 'kafka-consume-decode',
  peer: 'kafkajs eachBatch: JSON.parse, a commit a second',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => rate('penstock'),
  theirs: () => rate('decode'),
  close,
};
