import { consumerLag, ensureTopic, fromKafka, toKafka } from '@penstock/sources/kafka';
import type { KafkaConnection } from '@penstock/sources/kafka';
import type { Topic } from './topic.ts';
import { firstDay, partitions, topics } from './topic.ts';

// After a crash, the next run waits this long until it gets the partitions.
const sessionTimeout = '10s';

/** Options of {@link openKafkaTopic}. */
export interface KafkaOptions {
  readonly brokers: readonly string[];
  /** Copies of each partition; at most one for each broker. */
  readonly replication: number;
  readonly env: NodeJS.ProcessEnv;
  /** Called with a text for each retry, so that a user knows what the program waits for. */
  readonly onOutage: (text: string) => void;
}

/** The connection to the brokers. */
export const connectionOf = ({ brokers, env, onOutage }: Omit<KafkaOptions, 'replication'>): KafkaConnection => ({
  brokers,
  clientId: 'penstock-bitcoin',
  onRetry: ({ what, error, attempt }) =>
    onOutage(`Kafka: ${what} failed and is retried (attempt ${attempt}): ${error.message}`),
  ...loginOf(env),
});

/** Opens a topic on Kafka, and creates it if missing. */
export const openKafkaTopic = async <T>(name: string, options: KafkaOptions): Promise<Topic<T>> => {
  const { replication } = options;
  const connection = connectionOf(options);
  // A price has the time of its day as its timestamp, and by default a broker deletes records older than a week.
  await ensureTopic(connection, {
    topic: name,
    partitions,
    replication,
    ...(name === topics.prices && { oldest: firstDay }),
  });
  return {
    broker: 'kafka',
    sink: (key) => toKafka<T>(connection, { topic: name, key }),
    read: ({ group, until, id, ...flow }) =>
      fromKafka<T>(connection, {
        ...flow,
        topic: name,
        group,
        tombstones: 'reject',
        sessionTimeout,
        ...(until && { until }),
        ...(id && { id }),
      }),
    lag: async (group) => (await consumerLag(connection, { topic: name, group })).partitions,
    close: async () => undefined,
  };
};

/** The login comes from the environment, since every user of the machine can see a command line. */
const loginOf = (env: NodeJS.ProcessEnv): Pick<KafkaConnection, 'ssl' | 'sasl'> => {
  const [username, password] = [env['KAFKA_USERNAME'], env['KAFKA_PASSWORD']];
  return {
    ...(env['KAFKA_TLS'] === 'true' && { ssl: true }),
    ...(username && password && { sasl: { mechanism: 'plain' as const, username, password } }),
  };
};
