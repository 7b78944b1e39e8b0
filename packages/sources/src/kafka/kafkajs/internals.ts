import type { Kafka } from 'kafkajs';
import type { TopicIdentity } from '../client/kafka-client.ts';
import { type AskTopic, askTopic } from '../protocol/topic-id-request.ts';

/** The queue of requests of one connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Until when the broker wants no requests, ms since the Unix epoch. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

/** The connections to one broker. */
interface ConnectionPool {
  readonly pool: ReadonlyArray<{ readonly requestQueue: RequestQueue }>;
  send<T>(protocol: AskTopic<T>): Promise<T>;
}

interface Broker {
  readonly connectionPool: ConnectionPool;
  readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>> | null;
}

interface Cluster {
  readonly connectionPoolBuilder: { build(destination?: object): Promise<ConnectionPool> };
  readonly brokerPool: { findConnectedBroker(): Promise<Broker> };
}

/** What kafkajs cannot do for a client that was made of a {@link Kafka}. */
export interface Internals {
  /**
   * Asks over the client's own connections; `undefined` where the topic does not exist or the broker knows no topic
   * ids.
   */
  identity(topic: string): Promise<TopicIdentity | undefined>;
}

const createCluster = 'private:Kafka:createCluster';

/**
 * Reaches into kafkajs 2.2.4: all that depends on its private parts is in this file. The result gives the internals
 * of the client that was made last. Where another version of kafkajs is built differently, topics have no identity.
 *
 * It also corrects the request queue of each connection. kafkajs sets a timer after each response to look whether the
 * broker's throttling has ended, also when nothing waits and nothing is throttled. The time left is then negative:
 * Node takes it as 1 ms and prints a `TimeoutNegativeWarning`, and the timer repeats until the connection is closed.
 */
export const reachInto = (kafka: Kafka): (() => Internals) => {
  let cluster: Cluster | undefined;
  const symbol = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === createCluster);
  if (symbol) {
    const parts = kafka as unknown as Record<symbol, (options: object) => Cluster>;
    const create = parts[symbol]!;
    parts[symbol] = (options) => {
      cluster = create(options);
      correctTimers(cluster.connectionPoolBuilder);
      return cluster;
    };
  }
  return () => internalsOf(cluster);
};

const correctTimers = (builder: Cluster['connectionPoolBuilder']): void => {
  const build = builder.build.bind(builder);
  builder.build = async (destination) => {
    const pool = await build(destination);
    for (const { requestQueue } of pool.pool) {
      const schedule = requestQueue.scheduleCheckPendingRequests.bind(requestQueue);
      requestQueue.scheduleCheckPendingRequests = () => {
        if (requestQueue.pending.length > 0 || requestQueue.throttledUntil > Date.now()) schedule();
      };
    }
    return pool;
  };
};

const internalsOf = (cluster: Cluster | undefined): Internals => ({
  identity: async (topic) => {
    const broker = await cluster?.brokerPool.findConnectedBroker();
    const known = broker?.versions?.[askTopic.apiKey];
    if (!broker || !known || known.minVersion > askTopic.apiVersion || known.maxVersion < askTopic.apiVersion)
      return undefined;
    const { clusterId, topicId } = await broker.connectionPool.send(askTopic.of(topic));
    return clusterId !== undefined && topicId !== undefined ? { cluster: clusterId, id: topicId } : undefined;
  },
});
