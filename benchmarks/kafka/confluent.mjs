// `@confluentinc/kafka-javascript`, librdkafka for Node: no dependency of this workspace, since installing it downloads
// or builds a native library. `KAFKA_CONFLUENT` names the folder that it was installed in.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const folder = process.env.KAFKA_CONFLUENT;

/** Why benchmarks beside it are left out; `undefined` where it was installed. */
export const missingConfluent = folder
  ? undefined
  : 'KAFKA_CONFLUENT names no folder that @confluentinc/kafka-javascript is installed in; see benchmarks/README.md';

/** Loads its client with the interface of kafkajs. */
export const loadConfluent = () =>
  createRequire(join(resolve(folder), 'package.json'))('@confluentinc/kafka-javascript').KafkaJS;
