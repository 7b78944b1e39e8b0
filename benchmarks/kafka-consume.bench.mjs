// Reading Kafka with acknowledgements and commits beside a bare `eachBatch` that decodes the same and collects 5,000.
import { close } from './kafka/brokers.mjs';
import { consumeRate } from './kafka/rates.mjs';

export default {
  name: 'kafka-consume',
  peer: 'kafkajs eachBatch: JSON.parse, 5,000 collected at a time, a commit a second',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => consumeRate('penstock'),
  theirs: () => consumeRate('collect'),
  close,
};
