// `@confluentinc/kafka-javascript`, librdkafka for Node: no dependency of this workspace, since installing it downloads
// or builds a native library. `KAFKA_CONFLUENT` names the folder that it was installed in.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const folder = process.env.KAFKA_CONFLUENT;

/** Loads its client with the interface of kafkajs. */
export const loadConfluent = () =>
  createRequire(join(resolve(folder), 'package.json'))('@confluentinc/kafka-javascript').KafkaJS;

/** The benchmarks that `make` makes, or none, with the reason, where it was not installed. */
export const whereInstalled = async (name, make) => {
  if (folder) return [await make()];
  console.error(
    `${name} is left out: KAFKA_CONFLUENT names no folder that @confluentinc/kafka-javascript is installed in; ` +
      'benchmarks/README.md tells how to install it.',
  );
  return [];
};
