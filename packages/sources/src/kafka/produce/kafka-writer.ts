import type { Delivery, RecordKey } from '@penstock/stream';
import { Entries } from '@penstock/stream/sink';
import type { SinkBatch, SinkWriter, WriteContext } from '@penstock/stream/sink';
import { checkHeaders, checkKey, checkTime } from '../../record/record-parts.ts';
import { viewOf } from '../../record/text-or-bytes.ts';
import type { Encoder } from '../record/encode.ts';
import { timedHeaders } from '../record/event-time.ts';
import type { PlacedRecord } from './sender-record.ts';
import type { TopicProducer } from './topic-producer.ts';

/** Settings of a {@link KafkaWriter}. */
export interface KafkaWriterSettings<T> {
  readonly topic: string;
  readonly key: ((value: T, delivery: Delivery<T>) => RecordKey | null) | undefined;
  readonly encoder: Encoder;
}

/** Encodes records and sends them in batches, each for one partition, for a subscription of the sink. */
export class KafkaWriter<T> implements SinkWriter<T, PlacedRecord, Entries<PlacedRecord>> {
  // Connect at the start, so that a missing topic is an error even if no record comes.
  readonly connectOnSubscribe = true;
  readonly #producer: TopicProducer;
  readonly #settings: KafkaWriterSettings<T>;

  constructor(producer: TopicProducer, settings: KafkaWriterSettings<T>) {
    this.#producer = producer;
    this.#settings = settings;
  }

  connect(): Promise<void> {
    return this.#producer.connect(this.#settings.topic);
  }

  encode(delivery: Delivery<T>): PlacedRecord {
    const { topic, key: keyOf, encoder } = this.#settings;
    const { value, headers, time } = delivery;
    const key = checkKey(keyOf ? keyOf(value, delivery) : delivery.key);
    return this.#producer.place(topic, {
      key: key instanceof Uint8Array ? viewOf(key) : key,
      value: encoder(value),
      headers: timedHeaders(checkHeaders(headers), checkTime(time), false),
      time,
    });
  }

  /** Batches of one partition are sent one after another. Batches of different partitions are sent concurrently. */
  queueOf({ record }: PlacedRecord): number {
    return record.partition;
  }

  newPayload(): Entries<PlacedRecord> {
    return new Entries(({ bytes }) => bytes);
  }

  async write(
    { payload: { list } }: SinkBatch<T, Entries<PlacedRecord>>,
    members: readonly number[],
    context: WriteContext,
  ): Promise<void> {
    const records = members.map((at) => list[at]!.record);
    await this.#producer.send(this.#settings.topic, records[0]!.partition, records, {
      sent: (from, to) => {
        for (let index = from; index < to; index += 1) context.settle(members[index]!, 'written');
      },
      refused: (index, error) => context.settle(members[index]!, { rejected: error }),
    });
  }

  finish(): Promise<void> {
    return this.#producer.close();
  }

  close(): void {
    void this.#producer.close();
  }
}
