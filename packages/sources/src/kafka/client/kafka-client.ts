import type { HeaderEntries } from '../../record/header-entries.ts';
import type { KafkaError } from './kafka-error.ts';

/**
 * What Penstock asks of a Kafka client. Everything above this file knows no client library, so that another can take
 * the place of the present one.
 */
export interface KafkaClient {
  /** Runs `work` over a connection of its own; a failure is a `KafkaError`. */
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

/**
 * Identifies a topic for as long as it exists: one that is deleted and created anew with the same name has another
 * `id`.
 */
export interface TopicIdentity {
  readonly cluster: string;
  readonly id: string;
}

/** What a group has committed for a partition. */
export interface CommittedPosition {
  /** `'lost'`: a client found what was committed out of the partition's range, and has put a mark in its place. */
  readonly offset: number | 'lost';
  /** Text that the client that committed has put beside the offset; empty where there is none. */
  readonly metadata: string;
}

/** A position to commit, with the text to put beside it. */
export interface PositionToCommit {
  readonly partition: number;
  readonly offset: number;
  readonly metadata: string;
}

export interface KafkaAdmin {
  /** True when the cluster answers. */
  answers(): Promise<boolean>;
  /** `undefined` when there is no such topic. */
  topic(name: string): Promise<TopicDescription | undefined>;
  /** `undefined` where there is no such topic, or the client or the broker cannot tell. */
  identity(topic: string): Promise<TopicIdentity | undefined>;
  /** False when it was there already. */
  createTopic(topic: {
    readonly name: string;
    readonly partitions: number;
    readonly replication: number;
    readonly config: Readonly<Record<string, string>>;
  }): Promise<boolean>;
  addPartitions(topic: string, count: number): Promise<void>;
  config(topic: string): Promise<ReadonlyMap<string, string>>;
  /** First offset that is there and the next to be written, by partition. */
  bounds(topic: string): Promise<ReadonlyMap<number, { readonly low: number; readonly high: number }>>;
  /** First offset at or after a time, by partition; the next to be written where there is none. */
  offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, number>>;
  /** What the group has committed; partitions without a commit are left out. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, CommittedPosition>>;
  /** Whether the group has members, or had until a moment ago: one that was killed is counted until it is missed. */
  hasMembers(group: string): Promise<boolean>;
  deleteGroup(group: string): Promise<void>;
}

export interface ConsumerSettings {
  readonly topic: string;
  readonly group: string;
  /** Most batches handled at once. */
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

/** A record as the broker keeps it; the bytes are slices of a fetch response, which they keep alive. */
export interface RawRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** As kafkajs gathers them; `rawHeaders` has them in order. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: string;
}

/** Records of one partition from one fetch. */
export interface FetchedBatch {
  readonly partition: number;
  readonly records: readonly RawRecord[];
  /** The offset that was asked for. */
  readonly from: number;
  /** The offset after the last that the fetch covered, also where that record is hidden from readers. */
  readonly next: number;
  readonly highWatermark: number;
  /**
   * Keeps the membership alive; cheap when called often, and never rejects. `'rebalancing'`: the group waits for the
   * handlers to end. `'lost'`: the broker is gone or knows this member no more, so the handler should end soon.
   */
  heartbeat(): Promise<'member' | 'rebalancing' | 'lost'>;
  /** Lets the next fetch begin at `offset`. Not to be called once another assignment has come. */
  moveTo(offset: number): void;
}

export interface ConsumerHandlers {
  /** At each join, synchronously: `seek` called in it wins over everything that is being fetched. */
  assigned(assignment: { readonly memberId: string; readonly partitions: readonly number[] }): void;
  /** May wait as long as it calls `heartbeat`. */
  batch(batch: FetchedBatch): Promise<void>;
  /** A fetch held no record that readers may see; the partition is read up to `next`. */
  skipped(partition: number, next: number): void;
  /** The group is about to rebalance, and no batch is being handled. */
  rebalancing(): void;
  /** It goes on by itself. */
  restarting(error: KafkaError): void;
  /** It has given up. */
  crashed(error: KafkaError): void;
}

export interface KafkaConsumer {
  /** Joins the group and begins to fetch. */
  start(): Promise<void>;
  seek(partition: number, offset: number): void;
  /** Fetches nothing more of a partition until {@link resume}, also after a rebalance. */
  pause(partition: number): void;
  resume(partition: number): void;
  /** As {@link KafkaAdmin.identity}, over the connections that are there. */
  identity(): Promise<TopicIdentity | undefined>;
  /** One try, as the member that it is now; false when the group is rebalancing. Rejects with a `KafkaError`. */
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
  /** In the order in which the record has them. */
  readonly headers?: HeaderEntries | undefined;
  readonly timestamp?: string | undefined;
}

export interface KafkaProducer {
  connect(): Promise<void>;
  /** The topic's settings, with the broker's filled in; `undefined` where the login may not read them. */
  config(topic: string): Promise<ReadonlyMap<string, string> | undefined>;
  /** How many partitions the topic has, as far as is known; rejects with `PENSTOCK_TOPIC_UNKNOWN`. */
  partitions(topic: string): Promise<number>;
  /**
   * One try; resolves when all in-sync replicas have the records. After a rejection that may be tried again send the
   * same records to the partition before any others: the broker tells them by their sequence numbers.
   */
  send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void>;
  disconnect(): Promise<void>;
}
