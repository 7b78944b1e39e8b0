import type { Batch, Kafka } from 'kafkajs';
import type { ProtocolRequest } from '../protocol/request.ts';

/** The request queue of a connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  /** The end of the broker's throttling, in ms since the Unix epoch. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

/** The connections to a broker. */
interface ConnectionPool {
  readonly pool: ReadonlyArray<{ readonly requestQueue: RequestQueue }>;
  send<T>(protocol: ProtocolRequest<T>): Promise<T>;
}

/** A broker and the connections to it. */
export interface Broker {
  readonly connectionPool: ConnectionPool;
  /** The versions of each request that the broker supports. */
  readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>> | null;
  initProducerId(options: {
    readonly transactionTimeout: number;
  }): Promise<{ readonly producerId: string; readonly producerEpoch: number }>;
  /** Rejects with the broker's error. */
  findGroupCoordinator(options: { readonly groupId: string }): Promise<unknown>;
  disconnect(): Promise<void>;
}

/** The brokers of a cluster and their metadata of topics. */
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

/** Private functions of a `Kafka` object of kafkajs. */
export interface Internals {
  /** Makes a cluster with its own connections, as each kafkajs client does. */
  createCluster(options: ClusterOptions): Cluster;
  /** Returns the cluster of the client that was made last. */
  lastCluster(): Cluster;
}

const createCluster = 'private:Kafka:createCluster';

/**
 * Gives access to private parts of kafkajs 2.2.4. All uses of them are in this file; docs/guide/kafkajs-internals.md
 * lists them, with the tests that detect a change.
 *
 * It also fixes a fault in the request queue of each connection. After each response, kafkajs sets a timer to check
 * whether the broker's throttling has ended, even if no request waits and there is no throttling. Its time is then
 * negative: Node uses 1 ms and prints a `TimeoutNegativeWarning`, and the timer repeats until the connection is closed.
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

/** Returns the requested offset of a fetch, which kafkajs's types lack. */
export const fetchedOffset = (batch: Batch): string =>
  (batch as Batch & { readonly fetchedOffset: string }).fetchedOffset;

/** Returns whether this is the error of a request to a broker whose connection has broken; it has only a message. */
export const isNotConnected = ({ message }: { readonly message?: string }): boolean =>
  message === 'Broker not connected';

/** Returns whether this is the error of a consumer that has crashed and has not rejoined its group yet. */
export const hasNoGroup = (error: unknown): boolean =>
  (error as Error).message === 'Consumer group was not initialized, consumer#run must be called first';

/** The value that kafkajs's consumer commits with `fromBeginning` when its offset is out of range. */
export const outOfRangeMark = -2;
