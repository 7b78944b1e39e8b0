// A million records of the report's shape from Kafka into Elasticsearch: documents a second from the start of the
// process.
import { million, prepare, rate } from './kafka-to-es/servers.mjs';

const servers = await prepare(million);

export default {
  name: 'kafka-to-es',
  peer: 'bare kafkajs and client.bulk of 5,000, two in flight, commit after success',
  unit: 'documents/s',
  higherIsBetter: true,
  runs: Number(process.env.KAFKA_TO_ES_RUNS ?? 5),
  ours: () => rate(servers, 'penstock'),
  theirs: () => rate(servers, 'bare'),
  close: servers.close,
};
