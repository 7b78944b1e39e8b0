// Reading Kafka with acknowledgements and commits beside another client's stream that only decodes the same.
import { close } from './kafka/brokers.mjs';
import { consumeRate } from './kafka/rates.mjs';

export default {
  name: 'kafka-consume-platformatic',
  peer: '@platformatic/kafka stream: JSON.parse, a commit a second',
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => consumeRate('penstock'),
  theirs: () => consumeRate('platformatic'),
  close,
};
