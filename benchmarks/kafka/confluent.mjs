// `@confluentinc/kafka-javascript`, librdkafka for Node. It is not a dependency of this workspace, since its install
// downloads or builds a native library. `KAFKA_CONFLUENT` names the folder in which it is installed.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const folder = process.env.KAFKA_CONFLUENT;

/** Why its benchmarks are skipped; `undefined` when it is installed. */
export const missingConfluent = folder
  ? undefined
  : 'KAFKA_CONFLUENT names no folder that @confluentinc/kafka-javascript is installed in; see benchmarks/README.md';

/** Loads its client with the kafkajs interface. */
export const loadConfluent = () =>
  createRequire(join(resolve(folder), 'package.json'))('@confluentinc/kafka-javascript').KafkaJS;
