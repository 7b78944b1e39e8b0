// Reading Kafka with acknowledgements and commits beside librdkafka's `eachBatch` that only decodes the same.
import { close } from './kafka/brokers.mjs';
import { whereInstalled } from './kafka/confluent.mjs';
import { consumeRate } from './kafka/rates.mjs';

const name = 'kafka-consume-confluent';

export default await whereInstalled(name, () => ({
  name,
  peer: '@confluentinc/kafka-javascript eachBatch: JSON.parse, a commit a second',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => consumeRate('penstock'),
  theirs: () => consumeRate('confluent'),
  close,
}));
