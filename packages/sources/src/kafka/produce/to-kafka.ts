import type { Delivery, Duration, RecordKey, Sink } from '@penstock/stream';
import { checkFunctions, checkOptions } from '@penstock/stream/internal';
import { batchingSink } from '@penstock/stream/sink';
import type { Entries } from '@penstock/stream/sink';
import { sourcesError } from '../../errors.ts';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import type { Compression } from '../client/kafka-client.ts';
import { checkRefresh } from '../client/refresh-every.ts';
import { encoderOf } from '../record/encode.ts';
import type { KafkaEncode } from '../record/encode.ts';
import { KafkaWriter } from './kafka-writer.ts';
import type { PlacedRecord } from './sender-record.ts';
import { TopicProducer } from './topic-producer.ts';

/** Options of {@link toKafka}. */
export interface ToKafkaOptions<T> {
  readonly topic: string;
  /**
   * Returns the key of the record to send. Default: the delivery's key. A key selects the same partition as with
   * Kafka's own clients.
   */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /** How to encode values. Default: `'json'`. */
  readonly encode?: KafkaEncode<T>;
  /** The largest number of records in a batch, which is for one partition; at least 1. Default: 2,000. */
  readonly maxBatch?: number;
  /**
   * The largest number of bytes of keys, values and headers in a batch, before compression. Default: 900,000, which a
   * broker with default settings accepts.
   */
  readonly maxBytes?: number;
  /** The longest time that a record waits for its batch to fill; `Infinity` for no limit. Default: `'20ms'`. */
  readonly maxAge?: Duration;
  /**
   * What to do with a record so old that the broker would soon delete it, or reject it: `'reject'` rejects it with
   * `PENSTOCK_RECORD_EXPIRED`, `'write'` sends it. Default: `'reject'`.
   */
  readonly expired?: 'reject' | 'write';
  /**
   * The compression of batches. Default: `'none'`. `'snappy'` needs the package `snappy`, `'lz4'` needs `lz4-napi`, and
   * `'zstd'` needs `@hpcc-js/wasm-zstd` before Node 22.15.
   */
  readonly compression?: Compression;
  /** How often to check for partitions that were added to the topic; 100 ms to 1 h. Default: `'5s'`. */
  readonly refreshEvery?: Duration;
}

/**
 * Makes a sink that sends each delivery's value, key, headers and time to a Kafka topic. A delivery is settled when all
 * in-sync replicas have the record.
 *
 * Batches of one partition are sent one after another. Batches of different partitions are sent concurrently. During an
 * outage, sends are retried and reported until it ends or the flow is stopped. A record that cannot be encoded, or that
 * the broker will never accept, is rejected; the others are sent.
 *
 * A delivery's time becomes the record's timestamp. Times with fractions of a millisecond, and -1, which means "no
 * time" to Kafka, are sent in the header `penstock-time`, which {@link fromKafka} reads. The same goes for every time
 * if the topic has `message.timestamp.type=LogAppendTime`. A record that the topic would delete because of its time is
 * rejected, see `expired`. The topic's settings are read once, at the start. If the login may not read them, a record
 * older than 7 days causes one warning.
 *
 * Needs the peer dependency `kafkajs`.
 *
 * @throws `PENSTOCK_BAD_OPTION` when called. The flow fails with a {@link KafkaError}, see {@link fromKafka}.
 *
 * @example
 * ```ts
 * await run(
 *   deliver(quotes, { key: ({ symbol }) => symbol }),
 *   toKafka({ brokers: ['localhost:9092'] }, { topic: 'quotes' }),
 * );
 * ```
 */
export const toKafka = <T>(connection: KafkaConnection, options: ToKafkaOptions<T>): Sink<T> => {
  const checked = checkConnection(connection);
  checkOptions(
    options,
    {
      topic: true,
      key: true,
      encode: true,
      maxBatch: true,
      maxBytes: true,
      maxAge: true,
      expired: true,
      compression: true,
      refreshEvery: true,
    },
    'toKafka',
  );
  checkFunctions({ key: options.key });
  const compression = options.compression ?? 'none';
  if (!['none', 'gzip', 'snappy', 'lz4', 'zstd'].includes(compression)) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `compression must be 'none', 'gzip', 'snappy', 'lz4' or 'zstd'; got ${String(compression)}.`,
    );
  }
  const { expired = 'reject' } = options;
  if (expired !== 'reject' && expired !== 'write')
    throw sourcesError('PENSTOCK_BAD_OPTION', `expired must be 'reject' or 'write'; got ${String(expired)}.`);
  const settings = {
    topic: checkName(options.topic, 'topic'),
    key: options.key,
    encoder: encoderOf(options.encode ?? 'json'),
  };
  const producing = { compression, refreshEvery: checkRefresh(options.refreshEvery), expired };
  return batchingSink<T, PlacedRecord, Entries<PlacedRecord>>(
    () => new KafkaWriter<T>(new TopicProducer(checked, producing), settings),
    {
      maxBatch: options.maxBatch ?? 2_000,
      maxBytes: options.maxBytes ?? 900_000,
      maxAge: options.maxAge ?? '20ms',
    },
  );
};
