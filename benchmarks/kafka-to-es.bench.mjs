// A million records of the report's shape from Kafka into Elasticsearch: documents a second from the start of the process.
import { contenders, measure, prepare } from './kafka-to-es/servers.mjs';

const count = Number(process.env.KAFKA_TO_ES_COUNT ?? 1_000_000);
const servers = await prepare(count);
const rate = async (name) => {
  const { seconds, processorSeconds, megabytes } = await measure(servers, contenders[name]);
  console.error(`  ${name}: ${seconds.toFixed(1)} s, ${((processorSeconds * 1e6) / count).toFixed(1)} µs of processor a document, ${megabytes.toFixed(0)} MB`);
  return count / seconds;
};

export default {
  name: 'kafka-to-es',
  peer: 'bare kafkajs and client.bulk of 5,000, two in flight, commit after success',
  unit: 'documents/s',
  higherIsBetter: true,
  ours: () => rate('penstock'),
  theirs: () => rate('bare'),
  close: servers.close,
};
