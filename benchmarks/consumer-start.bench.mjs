// From the start of a consumer process to the report's 3038 documents found by a search: seconds.
import { contenders, measure, prepare } from './kafka-to-es/servers.mjs';

const servers = await prepare(3_038);
const seconds = async (command, env) => (await measure(servers, command, env, true)).seconds;

export default {
  name: 'consumer-start',
  peer: contenders.spark
    ? 'Spark Structured Streaming, as in the report'
    : 'bare kafkajs and client.bulk (Spark is not here)',
  unit: 's',
  higherIsBetter: false,
  runs: contenders.spark ? 3 : 5,
  ours: () => seconds(contenders.penstock),
  theirs: () => (contenders.spark ? seconds(contenders.spark, { FORM: 'report' }) : seconds(contenders.bare)),
  close: servers.close,
};
