import type { Batch, Kafka } from 'kafkajs';
import type { ProtocolRequest } from '../protocol/request.ts';

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
  send<T>(protocol: ProtocolRequest<T>): Promise<T>;
}

/** One broker and the connections to it. */
export interface Broker {
  readonly connectionPool: ConnectionPool;
  /** The versions that it knows of each request. */
  readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>> | null;
  initProducerId(options: {
    readonly transactionTimeout: number;
  }): Promise<{ readonly producerId: string; readonly producerEpoch: number }>;
  /** Rejects with what the broker said. */
  findGroupCoordinator(options: { readonly groupId: string }): Promise<unknown>;
  disconnect(): Promise<void>;
}

/** The brokers of a cluster and what they have told about topics. */
export interface Cluster {
  readonly connectionPoolBuilder: { build(destination?: object): Promise<ConnectionPool> };
  readonly brokerPool: { findConnectedBroker(): Promise<Broker> };
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  removeBroker(address: { readonly host: string; readonly port: number }): void;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  findBroker(leader: { readonly nodeId: number }): Promise<Broker>;
  findTopicPartitionMetadata(
    topic: string,
  ): ReadonlyArray<{ readonly partitionId: number; readonly leader: number | null }>;
}

interface ClusterOptions {
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: boolean;
  readonly maxInFlightRequests: number;
}

/** What kafkajs does not offer for a `Kafka`. */
export interface Internals {
  /** A cluster with connections of its own, as each client of kafkajs has one. */
  createCluster(options: ClusterOptions): Cluster;
  /** The cluster of the client that was made last. */
  lastCluster(): Cluster;
}

const createCluster = 'private:Kafka:createCluster';

/**
 * Gives access to the private parts of kafkajs 2.2.4. Every use of them passes through this file, and
 * docs/guide/kafkajs-internals.md lists them with the tests that notice a change.
 *
 * It also corrects the request queue of each connection. kafkajs sets a timer after each response to look whether the
 * broker's throttling has ended, also when nothing waits and nothing is throttled. The time left is then negative:
 * Node takes it as 1 ms and prints a `TimeoutNegativeWarning`, and the timer repeats until the connection is closed.
 */
export const reachInto = (kafka: Kafka): Internals => {
  const symbol = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === createCluster);
  if (symbol === undefined) throw new TypeError(`Expected a ${createCluster} in kafkajs; found none.`);
  const parts = kafka as unknown as Record<symbol, (options: ClusterOptions) => Cluster>;
  const create = parts[symbol]!;
  let last: Cluster | undefined;
  const corrected = (options: ClusterOptions): Cluster => {
    last = create(options);
    correctTimers(last.connectionPoolBuilder);
    return last;
  };
  parts[symbol] = corrected;
  return { createCluster: corrected, lastCluster: () => last! };
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

/** The offset that a fetch asked for; kafkajs's types leave it out. */
export const fetchedOffset = (batch: Batch): string =>
  (batch as Batch & { readonly fetchedOffset: string }).fetchedOffset;

/** True for the bare error of a request to a broker whose connection has broken meanwhile. */
export const isNotConnected = ({ message }: { readonly message?: string }): boolean =>
  message === 'Broker not connected';

/** True for the error of a consumer that has crashed and not joined its group again yet. */
export const hasNoGroup = (error: unknown): boolean =>
  (error as Error).message === 'Consumer group was not initialized, consumer#run must be called first';

/** What a consumer commits in place of an offset when "from the beginning" is set and its offset is out of range. */
export const outOfRangeMark = -2;
