// What reading Kafka with acknowledgements and commits costs the processor, beside a bare `eachBatch` that only decodes.
import { close, measure, newTopic } from './kafka/brokers.mjs';

const records = Number(process.env.KAFKA_RECORDS ?? 1_000_000);
let topic;
const cost = async (contender) => {
  if (!topic) await measure('fill', '-', (topic = await newTopic()), records);
  const { seconds, processorSeconds } = await measure('consume', contender, topic, records);
  console.error(`  ${contender}: ${Math.round(records / seconds)} records a second, ${((processorSeconds * 1e6) / records).toFixed(2)} µs of processor each`);
  return (processorSeconds * 1e6) / records;
};

export default {
  name: 'kafka-consume-processor',
  peer: 'kafkajs eachBatch: JSON.parse, a commit a second',
  unit: 'µs of processor a record',
  higherIsBetter: false,
  runs: 7,
  ours: () => cost('penstock'),
  theirs: () => cost('decode'),
  close,
};
