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

/** Settings of a {@link TopicProducer}. */
export interface TopicProducerSettings extends ProducerSettings {
  readonly expired: ExpiredPolicy;
}

/** The outcomes of the records of a send, by their index. */
export interface SendEvents {
  /** All in-sync replicas have the records from `from` to before `to`. */
  sent(from: number, to: number): void;
  /** The broker will never accept this record. */
  refused(at: number, error: KafkaError): void;
}

interface Topic {
  partitions: number;
  /** Undefined when the login may not read the topic's settings. */
  readonly limits: TopicLimits | undefined;
  /** The partition of records without a key until a batch is sent, so that batches fill up. */
  sticky: number;
}

/** Chooses the partition of each record, and sends batches with retries until every record is stored or rejected. */
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

  /** Connects and reads the topic's metadata and settings; rejects with a `KafkaError`. */
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
      // Disconnect if connecting failed or the sink was closed meanwhile.
      if (!this.#producer) await opened?.disconnect().catch(() => undefined);
    }
  }

  /** Adds a topic to send to; rejects with `PENSTOCK_TOPIC_UNKNOWN`. */
  async addTopic(topic: string): Promise<void> {
    if (!this.#producer || this.#topics.has(topic)) return;
    const opening =
      this.#opening.get(topic) ?? this.#open(this.#producer, topic).finally(() => this.#opening.delete(topic));
    this.#opening.set(topic, opening);
    await opening;
  }

  /**
   * Returns the record to send, with its partition, for a topic that was added.
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
   * Sends records of one partition until each is stored or rejected; rejects with an error that is not retriable.
   *
   * Only one call per partition may run at a time. An idempotent producer numbers the records of a partition. A batch
   * that overtook a failed one would get the failed batch's numbers, and the broker would drop it as a duplicate. For
   * the same reason a failed batch is sent again unchanged, even if the source has lost the partition meanwhile.
   */
  async send(topic: string, partition: number, records: readonly OutgoingRecord[], events: SendEvents): Promise<void> {
    const known = this.#topics.get(topic)!;
    if (known.sticky === partition) known.sticky = (partition + 1) % known.partitions;
    try {
      await this.#send({ topic, partition, events }, records, 0);
    } catch (error) {
      throw toKafkaError(error);
    }
    // Update the number of partitions, because some may have been added to the topic.
    void this.#producer?.partitions(topic).then(
      (count) => (known.partitions = Math.max(known.partitions, count)),
      () => undefined,
    );
  }

  /** Aborts running sends and disconnects. */
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

  /** @param first The index of the first of `records` in the whole send. */
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

  /** Finds the rejected record by bisection, because the broker rejects only whole batches. */
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
    : new KafkaError('PENSTOCK_KAFKA_FAILED', `Could not send: ${reasonText(thrown)}. See the cause.`, {
        retriable: false,
        cause: thrown,
      });
