// Reading Kafka with acknowledgements and commits beside a bare `eachBatch` that only decodes the same.
import { close } from './kafka/brokers.mjs';
import { consumeRate } from './kafka/rates.mjs';

export default {
  name: 'kafka-consume-decode',
  peer: 'kafkajs eachBatch: JSON.parse, a commit a second',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => consumeRate('penstock'),
  theirs: () => consumeRate('decode'),
  close,
};
