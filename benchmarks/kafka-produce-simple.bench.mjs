// Writing Kafka beside kafkajs with one awaited batch of 1,000 at a time.
import { close, measure, newTopic } from './kafka/brokers.mjs';

const records = Number(process.env.KAFKA_RECORDS ?? 200_000);
const rate = async (contender) => {
  const { seconds, processorSeconds } = await measure('produce', contender, await newTopic(), records);
  console.error(`  ${contender}: ${Math.round(records / seconds)} records a second, ${((processorSeconds * 1e6) / records).toFixed(2)} µs of processor each`);
  return records / seconds;
};

export default {
  name: 'kafka-produce-simple',
  peer: 'kafkajs, 1,000 records a send, one at a time',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => rate('penstock'),
  theirs: () => rate('kafkajs:1000:1'),
  close,
};
