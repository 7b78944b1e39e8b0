import { Batcher } from '@penstock/stream/internal/rxjs';
import { Entries } from '@penstock/stream/sink';
import type { Batch } from '@penstock/stream/sink';
import { asyncScheduler } from 'rxjs';
import type { CheckedConnection } from '../client/connection.ts';
import { checkRefresh } from '../client/refresh-every.ts';
import type { ExpiredPolicy } from './record-age.ts';
import type { PlacedRecord, SenderRecord } from './sender-record.ts';
import { TopicProducer } from './topic-producer.ts';

/** Batch settings of an {@link OccasionalSender}; durations in milliseconds. */
export interface OccasionalSettings {
  readonly maxBatch: number;
  readonly maxBytes: number;
  readonly maxAge: number;
  readonly expired: ExpiredPolicy;
}

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

interface Open {
  readonly producer: TopicProducer;
  readonly batcher: Batcher<Waiting, PlacedRecord, Entries<PlacedRecord>>;
}

// Longer than the default commit interval, so that a state store keeps its connection, and short, so that a program can
// end soon.
const idleMs = 2_000;

/**
 * Sends occasional records. It connects at the first record and disconnects after a while without records, because a
 * dead-letter sink or a state store is never closed.
 */
export class OccasionalSender {
  readonly #connection: CheckedConnection;
  readonly #settings: OccasionalSettings;
  #open: Promise<Open> | undefined;
  readonly #waiting = new Set<Waiting>();
  #idle: NodeJS.Timeout | undefined;

  constructor(connection: CheckedConnection, settings: OccasionalSettings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  /** Resolves when all in-sync replicas have the record; rejects with a `KafkaError`. */
  async send(topic: string, record: SenderRecord): Promise<void> {
    clearTimeout(this.#idle);
    let waiting: Waiting | undefined;
    const sent = new Promise<void>((resolve, reject) => (waiting = { resolve, reject }));
    this.#waiting.add(waiting!);
    // A failure of another record may reject this promise before it is awaited below.
    sent.catch(() => undefined);
    try {
      const { producer, batcher } = await (this.#open ??= this.#connect(topic));
      await producer.addTopic(topic);
      batcher.add(waiting!, producer.place(topic, record));
      await sent;
    } finally {
      this.#waiting.delete(waiting!);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => void this.#release(), idleMs);
    }
  }

  async #connect(topic: string): Promise<Open> {
    const { expired, ...settings } = this.#settings;
    const refreshEvery = checkRefresh(undefined);
    const producer = new TopicProducer(this.#connection, { compression: 'none', refreshEvery, expired });
    try {
      await producer.connect(topic);
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
    const batcher: Open['batcher'] = new Batcher(
      { ...settings, concurrency: { limit: 1 }, scheduler: asyncScheduler },
      {
        newPayload: () => new Entries(({ bytes }) => bytes),
        queueOf: (placed) => `${placed.topic}/${placed.record.partition}`,
        write: (batch) => this.#write(producer, batch),
      },
    );
    return { producer, batcher };
  }

  async #write(producer: TopicProducer, batch: Batch<Waiting, Entries<PlacedRecord>>): Promise<void> {
    const { members, payload } = batch;
    const { topic, record } = payload.list[0]!;
    const records = payload.list.map((placed) => placed.record);
    try {
      await producer.send(topic, record.partition, records, {
        sent: (from, to) => {
          for (const { resolve } of members.slice(from, to)) resolve();
        },
        refused: (at, error) => members[at]!.reject(error),
      });
    } catch (error) {
      this.#open = undefined;
      for (const { reject } of this.#waiting) reject(error);
      await producer.close();
    }
  }

  async #release(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await (await open)?.producer.close();
  }
}
