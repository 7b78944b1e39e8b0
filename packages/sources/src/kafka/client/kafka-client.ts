import type { HeaderEntries } from '../../record/header-entries.ts';
import type { KafkaError } from './kafka-error.ts';

/**
 * The Kafka client that Penstock needs. Other code uses only these types, so that another client library can replace
 * kafkajs.
 */
export interface KafkaClient {
  /** Runs `work` with a connection of its own; rejects with a `KafkaError`. */
  withAdmin<T>(work: (admin: KafkaAdmin) => Promise<T>): Promise<T>;
  consumer(settings: ConsumerSettings, handlers: ConsumerHandlers): KafkaConsumer;
  producer(settings: ProducerSettings): KafkaProducer;
}

export interface TopicDescription {
  readonly partitions: ReadonlyArray<{
    readonly partition: number;
    readonly leader: number;
    readonly replicas: readonly number[];
    readonly inSync: readonly number[];
  }>;
}

/** Identifies a topic. If the topic is deleted and created again with the same name, the new one has another `id`. */
export interface TopicIdentity {
  readonly cluster: string;
  readonly id: string;
}

/** The committed position of a group in a partition. */
export interface CommittedPosition {
  /** `'lost'` means that a client found the committed offset out of the partition's range and replaced it by a mark. */
  readonly offset: number | 'lost';
  /** The text that was committed with the offset; empty if there is none. */
  readonly metadata: string;
}

/** A position to commit, with a text that is stored with it. */
export interface PositionToCommit {
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string;
}

export interface KafkaAdmin {
  /** Resolves to true when the cluster responds. */
  answers(): Promise<boolean>;
  /** Resolves to undefined when there is no such topic. */
  topic(name: string): Promise<TopicDescription | undefined>;
  /** Resolves to undefined when there is no such topic, or when the broker has no topic ids. */
  identity(topic: string): Promise<TopicIdentity | undefined>;
  /** Resolves to false when the topic already exists. */
  createTopic(topic: {
    readonly name: string;
    readonly partitions: number;
    readonly replication: number;
    readonly config: Readonly<Record<string, string>>;
  }): Promise<boolean>;
  addPartitions(topic: string, count: number): Promise<void>;
  config(topic: string): Promise<ReadonlyMap<string, string>>;
  /** Resolves to the first offset and the next offset to be written of each partition. */
  bounds(topic: string): Promise<ReadonlyMap<number, { readonly low: number; readonly high: number }>>;
  /**
   * Resolves to the first offset at or after a time in each partition, or the next offset to be written if there is
   * none.
   */
  offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, number>>;
  /** Resolves to the group's committed positions; partitions without a commit are left out. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, CommittedPosition>>;
  /** Resolves to whether the group has members. A killed member counts until its session timeout. */
  hasMembers(group: string): Promise<boolean>;
  deleteGroup(group: string): Promise<void>;
}

export interface ConsumerSettings {
  readonly topic: string;
  readonly group: string;
  /** The largest number of batches that are handled at the same time. */
  readonly concurrency: number;
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly heartbeatInterval: number;
  readonly maxWait: number;
  readonly maxBytesPerPartition: number;
  readonly maxBytes: number;
  /** How often the client looks for new partitions, in milliseconds. */
  readonly refreshEvery: number;
}

/** A record as the broker sends it. Its bytes are slices of a fetch response, which stays in memory with them. */
export interface RawRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** The headers as kafkajs groups them; `rawHeaders` returns them in order. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: string;
}

/** The records of a partition from a fetch. */
export interface FetchedBatch {
  readonly partition: number;
  readonly records: readonly RawRecord[];
  /** The requested offset. */
  readonly from: number;
  /** The offset after the last record of the fetch, even if that record is not visible to readers. */
  readonly next: number;
  readonly highWatermark: number;
  /**
   * Sends a heartbeat if one is due, so frequent calls are cheap; never rejects. `'rebalancing'`: the group waits for
   * the handlers to end. `'lost'`: the broker is unreachable or no longer knows this member, so the handler should end
   * soon.
   */
  heartbeat(): Promise<'member' | 'rebalancing' | 'lost'>;
  /** Makes the next fetch begin at `offset`. Do not call it after another assignment. */
  moveTo(offset: number): void;
}

export interface ConsumerHandlers {
  /** Called synchronously at each join. A `seek` in it overrides running fetches. */
  assigned(assignment: { readonly memberId: string; readonly partitions: readonly number[] }): void;
  /** Handles a batch. It may wait as long as it calls `heartbeat`. */
  batch(batch: FetchedBatch): Promise<void>;
  /** A fetch had no record that is visible to readers; the partition has been read up to `next`. */
  skipped(partition: number, next: number): void;
  /** The group will rebalance, and no batch is being handled. */
  rebalancing(): void;
  /** The consumer failed and restarts by itself. */
  restarting(error: KafkaError): void;
  /** The consumer failed and has given up. */
  crashed(error: KafkaError): void;
}

export interface KafkaConsumer {
  /** Joins the group and starts fetching. */
  start(): Promise<void>;
  seek(partition: number, offset: number): void;
  /** Stops fetching from a partition until {@link resume}, also after a rebalance. */
  pause(partition: number): void;
  resume(partition: number): void;
  /** Like {@link KafkaAdmin.identity}, over existing connections. */
  identity(): Promise<TopicIdentity | undefined>;
  /**
   * Tries once to commit as the current member; resolves to false when the group is rebalancing. Rejects with a
   * `KafkaError`.
   */
  commit(positions: readonly PositionToCommit[]): Promise<boolean>;
  /** Leaves the group and disconnects, after the handlers have ended. */
  stop(): Promise<void>;
}

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface ProducerSettings {
  readonly compression: Compression;
  /** How often the client looks for new partitions, in milliseconds. */
  readonly refreshEvery: number;
}

export interface OutgoingRecord {
  readonly partition: number;
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  /** The headers in the record's order. */
  readonly headers?: HeaderEntries | undefined;
  readonly timestamp?: string | undefined;
}

export interface KafkaProducer {
  connect(): Promise<void>;
  /** Resolves to the topic's settings, including the broker's defaults; undefined when the login may not read them. */
  config(topic: string): Promise<ReadonlyMap<string, string> | undefined>;
  /** Resolves to the known number of partitions of the topic; rejects with `PENSTOCK_TOPIC_UNKNOWN`. */
  partitions(topic: string): Promise<number>;
  /**
   * Sends records; resolves when all in-sync replicas have them. After a retriable rejection, send the same records to
   * the partition before any others, because the broker recognises them by their sequence numbers.
   */
  send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void>;
  disconnect(): Promise<void>;
}
