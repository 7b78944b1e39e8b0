import { consumerLag, ensureTopic, fromKafka, toKafka } from '@penstock/sources/kafka';
import type { KafkaConnection } from '@penstock/sources/kafka';
import type { Topic } from './topic.ts';
import { firstDay, partitions, topics } from './topic.ts';

// After a crash the next run waits so long for the partitions of the one before.
const sessionTimeout = '10s';

/** Where Kafka is, and how its topics are made. */
export interface KafkaOptions {
  readonly brokers: readonly string[];
  /** Copies of each partition; not more than there are brokers. */
  readonly replication: number;
  readonly env: NodeJS.ProcessEnv;
  /** Told in words of each failure that is tried again, so that nobody waits without knowing for what. */
  readonly onOutage: (text: string) => void;
}

/** How the brokers are spoken to. */
export const connectionOf = ({ brokers, env, onOutage }: Omit<KafkaOptions, 'replication'>): KafkaConnection => ({
  brokers,
  clientId: 'penstock-bitcoin',
  onRetry: ({ what, error, attempt }) =>
    onOutage(`Kafka: ${what} failed and is tried again (${attempt}): ${error.message}`),
  ...loginOf(env),
});

/** A topic on Kafka, made where there is none. */
export const openKafkaTopic = async <T>(name: string, options: KafkaOptions): Promise<Topic<T>> => {
  const { replication } = options;
  const connection = connectionOf(options);
  // Prices have the time of their day, and by default a broker deletes what is older than a week.
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

/** Logins come from the environment, since a command line is seen by everyone on the machine. */
const loginOf = (env: NodeJS.ProcessEnv): Pick<KafkaConnection, 'ssl' | 'sasl'> => {
  const [username, password] = [env['KAFKA_USERNAME'], env['KAFKA_PASSWORD']];
  return {
    ...(env['KAFKA_TLS'] === 'true' && { ssl: true }),
    ...(username && password && { sasl: { mechanism: 'plain' as const, username, password } }),
  };
};
