// Writing Kafka beside kafkajs with one awaited batch of 1,000 at a time.
import { close } from './kafka/brokers.mjs';
import { produceRate } from './kafka/rates.mjs';

export default {
  name: 'kafka-produce-simple',
  peer: 'kafkajs, 1,000 records a send, one at a time',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => produceRate('penstock'),
  theirs: () => produceRate('kafkajs:1000:1'),
  close,
};
