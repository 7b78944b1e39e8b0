import type { Kafka, Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaProducer, OutgoingRecord, ProducerSettings } from '../client/kafka-client.ts';
import { KafkaError } from '../client/kafka-error.ts';
import { topicConfig } from './admin.ts';
import { batchMessages } from './batch-messages.ts';
import { codecNumber, loadCodec } from './codecs.ts';
import { toKafkaError } from './error.ts';
import { adminRetry, producerRetry } from './own-retry.ts';
import type { Sockets } from './sockets.ts';

// A send under way is not worth waiting for: whoever disconnects has what it needs, or has given up.
const stopGrace = 2_000;
// -1: the broker answers when all in-sync replicas have the records.
const allInSync = -1;

/** {@link KafkaProducer} over an idempotent producer of kafkajs. */
export class KafkajsProducer implements KafkaProducer {
  readonly #kafka: Kafka;
  readonly #sockets: Sockets;
  readonly #settings: ProducerSettings;
  readonly #producer: Producer;
  readonly #partitions = new Map<string, number>();

  constructor(kafka: Kafka, sockets: Sockets, settings: ProducerSettings) {
    this.#kafka = kafka;
    this.#sockets = sockets;
    this.#settings = settings;
    this.#producer = kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      metadataMaxAge: settings.refreshEvery,
      retry: producerRetry,
      // kafkajs refreshes what it knows of a topic from time to time and shows it here first.
      createPartitioner:
        () =>
        ({ topic, message, partitionMetadata }) => {
          this.#partitions.set(topic, partitionMetadata.length);
          return (message as unknown as OutgoingRecord).partition;
        },
    });
  }

  async connect(): Promise<void> {
    await loadCodec(this.#settings.compression);
    try {
      await this.#producer.connect();
    } catch (error) {
      throw toKafkaError(error, 'connect the producer');
    }
  }

  async config(topic: string): Promise<ReadonlyMap<string, string> | undefined> {
    const admin = this.#kafka.admin({ retry: adminRetry });
    try {
      await admin.connect();
      return await topicConfig(admin, topic);
    } catch (thrown) {
      const error = toKafkaError(thrown, `read the settings of the topic ${topic}`);
      if (error.code === 'PENSTOCK_KAFKA_NOT_ALLOWED') return undefined;
      throw error;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  async partitions(topic: string): Promise<number> {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    const admin = this.#kafka.admin({ retry: adminRetry });
    try {
      await admin.connect();
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const count = topics[0]?.partitions.length ?? 0;
      this.#partitions.set(topic, count);
      return count;
    } catch (error) {
      throw toKafkaError(error, `look up the topic ${topic}`);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  async send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void> {
    let answers: ReadonlyArray<{ readonly partition: number }>;
    try {
      answers = await this.#producer.send({
        topic,
        acks: allInSync,
        compression: codecNumber(this.#settings.compression),
        messages: batchMessages(partition, records, Date.now()) as never,
      });
    } catch (error) {
      throw toKafkaError(error, `send ${records.length} records to ${topic}-${partition}`);
    }
    // When a leader moves between two tries, kafkajs may take the answer about other partitions for the whole.
    if (!answers.some((answer) => answer.partition === partition)) {
      throw new KafkaError(
        'PENSTOCK_KAFKA_FAILED',
        `Could not send ${records.length} records to ${topic}-${partition}: no broker answered for that partition.`,
        { retriable: true },
      );
    }
  }

  async disconnect(): Promise<void> {
    const disconnected = this.#producer.disconnect().catch(() => undefined);
    await Promise.race([disconnected, sleep(stopGrace, undefined, { ref: false })]);
    this.#sockets.close();
  }
}
