import type { Kafka } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaProducer, OutgoingRecord, ProducerSettings } from '../client/kafka-client.ts';
import { topicConfig } from './admin.ts';
import type { BatchSender } from './batch-sender.ts';
import { loadCodec } from './codecs.ts';
import { toKafkaError } from './error.ts';
import { adminRetry } from './own-retry.ts';
import type { Sockets } from './sockets.ts';

// The sockets are closed after this time even if kafkajs still waits, because the caller has given up open sends.
const stopGrace = 2_000;

/** Implements {@link KafkaProducer} with the connections of kafkajs. */
export class KafkajsProducer implements KafkaProducer {
  readonly #kafka: Kafka;
  readonly #sockets: Sockets;
  readonly #settings: ProducerSettings;
  readonly #sender: BatchSender;
  readonly #partitions = new Map<string, number>();

  constructor(kafka: Kafka, sockets: Sockets, settings: ProducerSettings, sender: BatchSender) {
    this.#kafka = kafka;
    this.#sockets = sockets;
    this.#settings = settings;
    this.#sender = sender;
  }

  async connect(): Promise<void> {
    await loadCodec(this.#settings.compression);
    try {
      await this.#sender.connect();
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
    // Use an admin client, not the sender's cluster: with an unknown topic, every later refresh of that cluster would
    // fail.
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
    try {
      await this.#sender.send(topic, partition, records);
    } catch (error) {
      throw toKafkaError(error, `send ${records.length} records to ${topic}-${partition}`);
    }
    this.#noteCount(topic);
  }

  /**
   * Stores the topic's current number of partitions. A failure here keeps the old number and is ignored, because the
   * records are stored.
   */
  #noteCount(topic: string): void {
    try {
      this.#partitions.set(topic, this.#sender.partitions(topic));
    } catch {
      // A connection that was closed meanwhile has no metadata; the next send requests it.
    }
  }

  async disconnect(): Promise<void> {
    const disconnected = this.#sender.disconnect().catch(() => undefined);
    await Promise.race([disconnected, sleep(stopGrace, undefined, { ref: false })]);
    this.#sockets.close();
  }
}
