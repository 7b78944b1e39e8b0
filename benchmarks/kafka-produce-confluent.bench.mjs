// Writing Kafka beside @confluentinc/kafka-javascript at its best size and number of sends under way, both idempotent
// and with all acknowledgements. `SENDS=2000:4` names those instead of searching for them.
import { close } from './kafka/brokers.mjs';
import { whereInstalled } from './kafka/confluent.mjs';
import { fastestSends, produceRate } from './kafka/rates.mjs';

const name = 'kafka-produce-confluent';

export default await whereInstalled(name, async () => {
  const given = process.env.SENDS;
  const best = given ? `confluent:${given}` : await fastestSends('confluent');
  const [, size, underWay] = best.split(':');
  return {
    name,
    peer: `@confluentinc/kafka-javascript, ${size} records a send, ${underWay} under way`,
    unit: 'records a second',
    higherIsBetter: true,
    runs: 7,
    ours: () => produceRate('penstock'),
    theirs: () => produceRate(best),
    close,
  };
});
