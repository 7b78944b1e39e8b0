import type { Backoff } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { partitionOf } from '../../record/partitioner.ts';
import { reportRetry } from '../client/connection.ts';
import type { CheckedConnection } from '../client/connection.ts';
import type { KafkaProducer, OutgoingRecord, ProducerSettings } from '../client/kafka-client.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { backoffOf, firstContact, isRetriable, pause } from '../client/retry.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { timestampOf } from '../record/event-time.ts';
import { RecordAge } from './record-age.ts';
import type { ExpiredPolicy } from './record-age.ts';
import { sizeOfRecord } from './sender-record.ts';
import type { PlacedRecord, SenderRecord } from './sender-record.ts';
import { limitsOf } from './topic-limits.ts';
import type { TopicLimits } from './topic-limits.ts';

/** How a {@link TopicProducer} sends. */
export interface TopicProducerSettings extends ProducerSettings {
  readonly expired: ExpiredPolicy;
}

/** What becomes of the records of a send, named by their index. */
export interface SendEvents {
  /** All in-sync replicas have the records from `from` to before `to`. */
  sent(from: number, to: number): void;
  /** The broker will never take this record. */
  refused(at: number, error: KafkaError): void;
}

interface Topic {
  partitions: number;
  /** `undefined` where the login may not read its settings. */
  readonly limits: TopicLimits | undefined;
  /** Where records without a key go until a batch leaves, so that batches get full. */
  sticky: number;
}

/** Knows the topics that it sends to, gives each record its partition, and sends a batch until its fate is known. */
export class TopicProducer {
  readonly #connection: CheckedConnection;
  readonly #settings: TopicProducerSettings;
  readonly #age: RecordAge;
  readonly #topics = new Map<string, Topic>();
  readonly #opening = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();
  #producer: KafkaProducer | undefined;

  constructor(connection: CheckedConnection, settings: TopicProducerSettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.#age = new RecordAge(settings.expired, connection);
  }

  /** Connects and reads what there is to know of the topic; rejects with a `KafkaError`. */
  async connect(topic: string): Promise<void> {
    const { signal } = this.#stopping;
    let opened: KafkaProducer | undefined;
    try {
      const producer = (opened = (await openClient(this.#connection)).producer(this.#settings));
      await firstContact(this.#connection, signal, () => producer.connect());
      await this.#open(producer, topic);
      if (!signal.aborted) this.#producer = producer;
    } catch (error) {
      throw toKafkaError(error);
    } finally {
      // The sink was closed or has failed meanwhile.
      if (!this.#producer) await opened?.disconnect().catch(() => undefined);
    }
  }

  /** Makes a further topic known; rejects with `PENSTOCK_TOPIC_UNKNOWN`. */
  async addTopic(topic: string): Promise<void> {
    if (!this.#producer || this.#topics.has(topic)) return;
    const opening =
      this.#opening.get(topic) ?? this.#open(this.#producer, topic).finally(() => this.#opening.delete(topic));
    this.#opening.set(topic, opening);
    await opening;
  }

  /**
   * The record as it is sent, to a topic that is known.
   *
   * @throws `PENSTOCK_RECORD_EXPIRED`
   */
  place(topic: string, record: SenderRecord): PlacedRecord {
    const known = this.#topics.get(topic)!;
    const fitting = this.#age.fit(topic, record, known.limits);
    const { key, value, headers, time, timestamp } = fitting;
    return {
      topic,
      record: {
        partition: partitionFor(record, known),
        key,
        value,
        headers,
        timestamp: time === undefined ? timestamp : timestampOf(time),
      },
      bytes: sizeOfRecord(fitting),
    };
  }

  /**
   * Sends records of one partition until the fate of each is known; rejects with what will not pass.
   *
   * Let one call a partition be under way at a time: an idempotent producer numbers the batches of a partition, and a
   * batch that overtook a failed one would take its number, so that the broker would drop it as a repetition. For the
   * same reason a failed batch is sent again as it was, even if the source has lost the partition meanwhile.
   */
  async send(topic: string, partition: number, records: readonly OutgoingRecord[], events: SendEvents): Promise<void> {
    const known = this.#topics.get(topic)!;
    if (known.sticky === partition) known.sticky = (partition + 1) % known.partitions;
    try {
      await this.#send({ topic, partition, events }, records, 0);
    } catch (error) {
      throw toKafkaError(error);
    }
    // Takes up partitions that were added to the topic.
    void this.#producer?.partitions(topic).then(
      (count) => (known.partitions = Math.max(known.partitions, count)),
      () => undefined,
    );
  }

  /** Gives up what is under way, and disconnects. */
  async close(): Promise<void> {
    this.#stopping.abort();
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }

  async #open(producer: KafkaProducer, topic: string): Promise<void> {
    const { signal } = this.#stopping;
    const partitions = await firstContact(this.#connection, signal, () => producer.partitions(topic));
    const config = await firstContact(this.#connection, signal, () => producer.config(topic));
    this.#topics.set(topic, { partitions, limits: config && limitsOf(config), sticky: 0 });
  }

  /** @param first Index of the first of `records` in the whole send. */
  async #send(to: Destination, records: readonly OutgoingRecord[], first: number): Promise<void> {
    const { signal } = this.#stopping;
    const { topic, partition, events } = to;
    let backoff: Backoff | undefined;
    while (this.#producer && !signal.aborted) {
      try {
        await this.#producer.send(topic, partition, records);
        return events.sent(first, first + records.length);
      } catch (thrown) {
        if (signal.aborted) return;
        const error = thrown as KafkaError;
        if (error.code === 'PENSTOCK_RECORD_REFUSED') return this.#bisect(to, records, first, error);
        if (!isRetriable(error)) throw error;
        backoff ??= backoffOf(this.#connection);
        const wait = backoff.next();
        if (wait === undefined) throw error;
        reportRetry(this.#connection, { what: 'send', error, attempt: backoff.attempt, wait });
        await pause(wait, signal);
      }
    }
  }

  /** The broker refuses a batch as a whole, so the record at fault is found by halving. */
  async #bisect(to: Destination, records: readonly OutgoingRecord[], first: number, error: KafkaError): Promise<void> {
    if (records.length === 1) return to.events.refused(first, error);
    const middle = records.length >> 1;
    await this.#send(to, records.slice(0, middle), first);
    await this.#send(to, records.slice(middle), first + middle);
  }
}

interface Destination {
  readonly topic: string;
  readonly partition: number;
  readonly events: SendEvents;
}

const partitionFor = ({ key, partition, partitionBy }: SenderRecord, { partitions, sticky }: Topic): number => {
  const by = partitionBy ?? key;
  if (by !== null) return partitionOf(by, partitions);
  return partition !== undefined && partition < partitions ? partition : sticky;
};

const toKafkaError = (thrown: unknown): KafkaError =>
  thrown instanceof KafkaError
    ? thrown
    : new KafkaError('PENSTOCK_KAFKA_FAILED', `Could not send: ${reasonText(thrown)}.`, {
        retriable: false,
        cause: thrown,
      });
