// Writing Kafka beside kafkajs at its best batch size and concurrency, with the same acknowledgements and idempotence.
import { close, measure, newTopic } from './kafka/brokers.mjs';

const records = Number(process.env.KAFKA_RECORDS ?? 200_000);
// The best of 500, 1,000, 2,000 and 5,000 records with 1, 2, 4 and 8 sends under way, found on two shared cores.
const best = process.env.KAFKAJS_BEST ?? '2000:4';
const rate = async (contender) => {
  const { seconds, processorSeconds } = await measure('produce', contender, await newTopic(), records);
  console.error(`  ${contender}: ${Math.round(records / seconds)} records a second, ${((processorSeconds * 1e6) / records).toFixed(2)} µs of processor each`);
  return records / seconds;
};

export default {
  name: 'kafka-produce',
  peer: `kafkajs, ${best.replace(':', ' records a send, ')} under way`,
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => rate('penstock'),
  theirs: () => rate(`kafkajs:${best}`),
  close,
};
