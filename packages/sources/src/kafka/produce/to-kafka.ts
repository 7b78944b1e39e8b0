import { checkOptions } from '@penstock/stream/internal';
import type { Delivery, Duration, RecordKey, Sink } from '@penstock/stream';
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
   * The key that a record is sent with; default the delivery's own. One key goes to one partition, the same as with
   * Kafka's own clients.
   */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /** How values become bytes; default `'json'`. */
  readonly encode?: KafkaEncode<T>;
  /** Most records in a batch of one partition; at least 1, default 2,000. */
  readonly maxBatch?: number;
  /**
   * Most bytes of keys, values and headers in a batch, before compression; default 900,000, which a broker takes as it
   * comes out of the box.
   */
  readonly maxBytes?: number;
  /** Longest wait of the oldest record for a batch to fill; `Infinity` for no limit. Default `'20ms'`. */
  readonly maxAge?: Duration;
  /**
   * What becomes of a record whose time is so old that the broker would delete it at once or refuse it: `'reject'`
   * rejects it with `PENSTOCK_RECORD_EXPIRED`, `'write'` sends it. Default `'reject'`.
   */
  readonly expired?: 'reject' | 'write';
  /**
   * Default `'none'`. `'snappy'` needs the package `snappy`, `'lz4'` needs `lz4-napi`, and `'zstd'` needs
   * `@hpcc-js/wasm-zstd` before Node 22.15.
   */
  readonly compression?: Compression;
  /** How often to look for partitions that were added to the topic; 100 ms to 1 h, default `'5s'`. */
  readonly refreshEvery?: Duration;
}

/**
 * The sink that sends to a topic of Kafka, with each delivery's key, headers and time; settled when all in-sync
 * replicas have the record.
 *
 * Batches of a partition go one after another, those of different partitions side by side. An outage is tried again
 * and reported until it is over or the flow is stopped. A record that cannot be encoded, or that the broker will never
 * take, is rejected alone.
 *
 * A delivery's time becomes the record's timestamp. Fractions of a millisecond, and -1, which means "none" to Kafka, go
 * in the header `penstock-time`, which {@link fromKafka} reads back; so does every time where the topic has
 * `message.timestamp.type=LogAppendTime`. A time that the topic would delete is rejected, see `expired`. The topic's
 * settings are read once, at the start; where the login may not read them, a record of more than 7 days brings one
 * warning.
 *
 * Needs `kafkajs` beside this package.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The flow errors with a {@link KafkaError}, see {@link fromKafka}.
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
