import { checkOptions } from '@penstock/stream/internal';
import type { Flow, RecordKey } from '@penstock/stream';
import { sourcesError } from '../../errors.ts';
import { checkConnection } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import type { BigIntegers } from '../../record/json-parser.ts';
import { decoderOf } from '../record/decode.ts';
import type { Decoded, KafkaDecode } from '../record/decode.ts';
import { kafkaFlow, kafkaFlowOptionNames } from './kafka-flow.ts';
import type { KafkaFlowOptions } from './kafka-flow.ts';
import type { KafkaRecordInfo } from '../record/kafka-record.ts';
import { preparerOf } from '../record/prepare.ts';
import type { Tombstones } from '../record/prepare.ts';

/** Options of {@link fromKafka}; `V` is what a record's value becomes. */
export interface FromKafkaOptions<V> extends KafkaFlowOptions {
  /** How bytes become values; default `'json'`. */
  readonly decode?: KafkaDecode;
  /**
   * What an integer of JSON outside of ±(2^53 - 1) becomes, such as a trade's id of 64 bits: its digits as text, or a
   * bigint; for `'json'` and schemas. Default: the nearest number, as by `JSON.parse`.
   */
  readonly bigIntegers?: BigIntegers;
  /**
   * What becomes of a record without a value, by which a compacted topic says that a key is deleted; default `'pass'`:
   * the value is `null`.
   */
  readonly tombstones?: Tombstones;
  /** A record's identity; default `topic-partition-offset`. */
  readonly id?: (value: V, record: KafkaRecordInfo) => string;
  /** A record's key; default the one that it was sent with. */
  readonly key?: (value: V, record: KafkaRecordInfo) => RecordKey | null;
  /** A record's event time, ms since the Unix epoch, UTC; default the record's timestamp. */
  readonly time?: (value: V, record: KafkaRecordInfo) => number;
}

/**
 * Reads a topic of Kafka from the position that the group has committed, and commits what is settled.
 *
 * Flows of one group share the partitions. When one joins or leaves, what is in flight is let settle and is committed;
 * a partition that stays goes on with its next record, one that moves is read from what is committed. So a record may
 * come twice and is never lost. A record that cannot be decoded is rejected, with its bytes kept for a dead letter, and
 * so is one whose `id`, `key` or `time` throws or returns no id, key or time (`PENSTOCK_VALUE_INVALID`). Partitions
 * that are added to the topic are read from their first record.
 *
 * Needs `kafkajs` beside this package.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The flow errors with a {@link KafkaError}: `PENSTOCK_KAFKA_UNREACHABLE` after
 * `startTimeout` when no broker answers, at once `PENSTOCK_KAFKA_LOGIN_REFUSED`, `PENSTOCK_KAFKA_NOT_ALLOWED`,
 * `PENSTOCK_TOPIC_UNKNOWN` or `PENSTOCK_POSITION_LOST`. The last comes later, too, when the topic is deleted and
 * created anew. Later outages are tried again and reported.
 *
 * @example
 * ```ts
 * const connection = { brokers: ['localhost:9092'] };
 * const quotes = fromKafka<Quote>(connection, { topic: 'quotes', group: 'alerts', tombstones: 'reject' });
 * await run(
 *   quotes,
 *   filterValue(({ priceUsd }) => priceUsd > 100_000),
 *   toSink(async (batch) => store(batch)),
 * );
 * ```
 */
export function fromKafka<T = unknown>(
  connection: KafkaConnection,
  options: FromKafkaOptions<T> & { readonly decode?: 'json'; readonly tombstones: 'reject' | 'drop' },
): Flow<T>;
export function fromKafka<T = unknown>(
  connection: KafkaConnection,
  options: FromKafkaOptions<T | null> & { readonly decode?: 'json' },
): Flow<T | null>;
export function fromKafka<const D extends KafkaDecode>(
  connection: KafkaConnection,
  options: FromKafkaOptions<Decoded<D>> & { readonly decode: D; readonly tombstones: 'reject' | 'drop' },
): Flow<Decoded<D>>;
export function fromKafka<const D extends KafkaDecode>(
  connection: KafkaConnection,
  options: FromKafkaOptions<Decoded<D> | null> & { readonly decode: D },
): Flow<Decoded<D> | null>;
export function fromKafka(connection: KafkaConnection, options: FromKafkaOptions<unknown>): Flow<unknown> {
  const checked = checkConnection(connection);
  checkOptions(
    options,
    { ...kafkaFlowOptionNames, bigIntegers: true, decode: true, tombstones: true, id: true, key: true, time: true },
    'fromKafka',
  );
  const { tombstones = 'pass' } = options;
  if (!['pass', 'reject', 'drop'].includes(tombstones))
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `tombstones must be 'pass', 'reject' or 'drop'; got ${String(tombstones)}.`,
    );
  const prepare = preparerOf<unknown>({
    decoder: decoderOf(options.decode ?? 'json', options.bigIntegers),
    tombstones,
    id: options.id,
    key: options.key,
    time: options.time,
  });
  return kafkaFlow(checked, options, prepare);
}
