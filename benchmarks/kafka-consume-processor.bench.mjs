// What reading Kafka with acknowledgements and commits costs the processor, beside a bare `eachBatch` that only
// decodes.
import { close } from './kafka/brokers.mjs';
import { consumeCost } from './kafka/rates.mjs';

export default {
  name: 'kafka-consume-processor',
  peer: 'kafkajs eachBatch: JSON.parse, a commit a second',
  unit: 'µs of processor a record',
  higherIsBetter: false,
  runs: 7,
  ours: () => consumeCost('penstock'),
  theirs: () => consumeCost('decode'),
  close,
};
