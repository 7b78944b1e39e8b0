import type { Flow, RecordKey } from '@penstock/stream';
import { checkFunctions, checkOptions } from '@penstock/stream/internal';
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

/** Options of {@link fromKafka}; `V` is the type of decoded values. */
export interface FromKafkaOptions<V> extends KafkaFlowOptions {
  /** How to decode values. Default: `'json'`. */
  readonly decode?: KafkaDecode;
  /**
   * How to read a JSON integer outside of ±(2^53 - 1), such as a trade's id of 64 bits: `'string'` for its digits as
   * text, or `'bigint'`; for `'json'` and schemas. Default: the nearest number, as `JSON.parse` reads it.
   */
  readonly bigIntegers?: BigIntegers;
  /**
   * What to do with a tombstone, a record without a value, which deletes its key in a compacted topic. Default:
   * `'pass'`, which passes it on with the value `null`.
   */
  readonly tombstones?: Tombstones;
  /** Returns a record's id. Default: `topic-partition-offset`. */
  readonly id?: (value: V, record: KafkaRecordInfo) => string;
  /** Returns a record's key. Default: the key that it was sent with. */
  readonly key?: (value: V, record: KafkaRecordInfo) => RecordKey | null;
  /** Returns a record's event time in ms since the Unix epoch, UTC. Default: the record's timestamp. */
  readonly time?: (value: V, record: KafkaRecordInfo) => number;
}

/**
 * Reads a Kafka topic from the group's committed position, and commits settled records.
 *
 * Flows of one group share the partitions. When a flow joins or leaves, the group waits until records in flight are
 * settled and committed. A partition that stays continues with its next record; one that moves is read from the
 * committed position. A record may therefore come twice and is never lost. A record that cannot be decoded is rejected,
 * with its bytes kept for a dead letter. So is a record for which `id`, `key` or `time` throws or returns an invalid
 * value (`PENSTOCK_VALUE_INVALID`). Partitions that are added to the topic are read from their first record.
 *
 * Needs the peer dependency `kafkajs`.
 *
 * @throws `PENSTOCK_BAD_OPTION` when called. The flow fails with a {@link KafkaError}: `PENSTOCK_KAFKA_UNREACHABLE` if
 * no broker responds within `startTimeout`, and immediately with `PENSTOCK_KAFKA_LOGIN_REFUSED`,
 * `PENSTOCK_KAFKA_NOT_ALLOWED`, `PENSTOCK_TOPIC_UNKNOWN` or `PENSTOCK_POSITION_LOST`. The last also occurs later, when
 * the topic is deleted and created again. Later outages are retried and reported.
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
  const { tombstones = 'pass', id, key, time } = options;
  checkFunctions({ id, key, time });
  if (!['pass', 'reject', 'drop'].includes(tombstones))
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `tombstones must be 'pass', 'reject' or 'drop'; got ${String(tombstones)}.`,
    );
  const prepare = preparerOf<unknown>({
    decoder: decoderOf(options.decode ?? 'json', options.bigIntegers),
    tombstones,
    id,
    key,
    time,
  });
  return kafkaFlow(checked, options, prepare);
}
