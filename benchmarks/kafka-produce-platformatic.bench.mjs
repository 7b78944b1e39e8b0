// Writing Kafka beside @platformatic/kafka at its best batch size and number of sends under way, both idempotent and
// with all acknowledgements. `SENDS=2000:4` names those instead of searching for them.
import { close } from './kafka/brokers.mjs';
import { fastestSends, produceRate } from './kafka/rates.mjs';

const given = process.env.SENDS;
const best = given ? `platformatic:${given}` : await fastestSends('platformatic');
const [, size, underWay] = best.split(':');

export default {
  name: 'kafka-produce-platformatic',
  peer: `@platformatic/kafka, ${size} records a send, ${underWay} under way`,
  unit: 'records a second',
  higherIsBetter: true,
  runs: 7,
  ours: () => produceRate('penstock'),
  theirs: () => produceRate(best),
  close,
};
