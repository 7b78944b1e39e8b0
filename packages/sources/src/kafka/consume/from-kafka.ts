import { createFlow, type Duration, type Flow, type FlowOptions, toMs } from '@penstock/stream';
import { sourcesError } from '../../errors.ts';
import { checkConnection, checkName, type KafkaConnection } from '../connection.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { firstContact, knownTopic } from '../retry.ts';
import { type Decoded, decoderOf, type KafkaDecode } from './decode.ts';
import { GroupReader } from './group-reader.ts';
import type { KafkaRecordInfo } from './kafka-record.ts';
import { preparerOf, type Tombstones } from './prepare.ts';
import { checkStart, StartPositions, type StartPosition } from './start-positions.ts';

/** Options of {@link fromKafka}; `V` is what a record's value becomes. */
export interface FromKafkaOptions<V> extends FlowOptions {
  readonly topic: string;
  /** Whose positions are committed; all flows of one group, in any process, share the partitions. */
  readonly group: string;
  /** Where reading begins; default `'committed'`, and the first record where nothing is committed. */
  readonly from?: StartPosition;
  /** `'end'` ends the flow at the records that were there when it got the partition. Default: it waits for more. */
  readonly until?: 'end';
  /** How bytes become values; default `'json'`. */
  readonly decode?: KafkaDecode;
  /** What becomes of a record without a value, by which a compacted topic says that a key is deleted; default `'pass'`: the value is `null`. */
  readonly tombstones?: Tombstones;
  /** A record's identity; default `topic-partition-offset`. */
  readonly id?: (value: V, record: KafkaRecordInfo) => string;
  /** A record's key; default the one that it was sent with. */
  readonly key?: (value: V, record: KafkaRecordInfo) => string | null;
  /** A record's event time, ms since the Unix epoch, UTC; default the record's timestamp. */
  readonly time?: (value: V, record: KafkaRecordInfo) => number;
  /** The group gives a member up that it has not heard of for so long; default `'30s'`. */
  readonly sessionTimeout?: Duration;
  /**
   * Longest time that the group waits for its members when partitions move; default `'60s'`. Half of it, and at most
   * `drainTimeout`, is left to what is in flight; what has not settled then comes again where its partition moves away.
   */
  readonly rebalanceTimeout?: Duration;
  /** Longest wait of a fetch for new records, and so of a stop for a fetch; default `'250ms'`. */
  readonly maxWait?: Duration;
  /** Most bytes in a fetch of one partition; at least one record comes, whatever its size. Default 1 MiB. */
  readonly maxBytesPerPartition?: number;
}

/**
 * Reads a topic of Kafka from the position that the group has committed, and commits what is settled.
 *
 * Flows of one group share the partitions. When one joins or leaves, what is in flight is let settle and is committed;
 * a partition that stays goes on with its next record, one that moves is read from what is committed. So a record may
 * come twice and is never lost. A record that cannot be decoded is rejected, with its bytes kept for a dead letter.
 *
 * Needs `kafkajs` beside this package.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. The flow errors with a {@link KafkaError}: `PENSTOCK_KAFKA_UNREACHABLE` after
 * `startTimeout` when no broker answers, at once `PENSTOCK_KAFKA_LOGIN_REFUSED`, `PENSTOCK_KAFKA_NOT_ALLOWED`,
 * `PENSTOCK_TOPIC_UNKNOWN` or `PENSTOCK_POSITION_LOST`. Later outages are tried again and reported.
 *
 * @example
 * ```ts
 * const connection = { brokers: ['localhost:9092'] };
 * const quotes = fromKafka<Quote>(connection, { topic: 'quotes', group: 'alerts', tombstones: 'reject' });
 * await run(quotes, filterValue(({ priceUsd }) => priceUsd > 100_000), toSink(async (batch) => store(batch)));
 * ```
 */
export function fromKafka<T = unknown>(connection: KafkaConnection, options: FromKafkaOptions<T> & { readonly decode?: 'json'; readonly tombstones: 'reject' | 'drop' }): Flow<T>;
export function fromKafka<T = unknown>(connection: KafkaConnection, options: FromKafkaOptions<T | null> & { readonly decode?: 'json' }): Flow<T | null>;
export function fromKafka<const D extends KafkaDecode>(connection: KafkaConnection, options: FromKafkaOptions<Decoded<D>> & { readonly decode: D; readonly tombstones: 'reject' | 'drop' }): Flow<Decoded<D>>;
export function fromKafka<const D extends KafkaDecode>(connection: KafkaConnection, options: FromKafkaOptions<Decoded<D> | null> & { readonly decode: D }): Flow<Decoded<D> | null>;
export function fromKafka(connection: KafkaConnection, options: FromKafkaOptions<unknown>): Flow<unknown> {
  const checked = checkConnection(connection);
  const topic = checkName(options.topic, 'topic');
  const group = checkName(options.group, 'group');
  const { until, tombstones = 'pass' } = options;
  if (until !== undefined && until !== 'end') throw sourcesError('PENSTOCK_BAD_OPTION', `until must be 'end' or left out; got ${String(until)}.`);
  if (!['pass', 'reject', 'drop'].includes(tombstones)) throw sourcesError('PENSTOCK_BAD_OPTION', `tombstones must be 'pass', 'reject' or 'drop'; got ${String(tombstones)}.`);
  const prepare = preparerOf<unknown>({ decoder: decoderOf(options.decode ?? 'json'), tombstones, id: options.id, key: options.key, time: options.time });
  const rebalanceTimeout = toMs(options.rebalanceTimeout ?? '60s', 'rebalanceTimeout');
  const sessionTimeout = toMs(options.sessionTimeout ?? '30s', 'sessionTimeout');
  const heartbeatInterval = Math.min(1_000, Math.floor(sessionTimeout / 4));
  const maxWait = toMs(options.maxWait ?? '250ms', 'maxWait');
  const settings = {
    topic,
    toEnd: until === 'end',
    byBytes: options.maxInFlightBytes !== undefined,
    settleWithin: Math.min(rebalanceTimeout / 2, toMs(options.drainTimeout ?? '30s', 'drainTimeout')),
    heartbeatInterval,
  };
  const starts = new StartPositions(topic, group, checkStart(options.from ?? 'committed'));
  let reader: GroupReader<unknown> | undefined;
  return createFlow<unknown>(
    {
      start: async (output) => {
        const client = await openClient(checked);
        const partitions = await firstContact(checked, output.signal, () =>
          client.withAdmin(async (admin) => {
            const { partitions } = await knownTopic(admin, topic);
            await starts.begin(admin);
            return partitions.length;
          }),
        );
        if (output.signal.aborted) return;
        reader = new GroupReader(checked, client, settings, starts, output, prepare);
        const consumer = client.consumer(
          {
            topic,
            group,
            // Each partition may have a handler that waits.
            concurrency: partitions,
            sessionTimeout,
            rebalanceTimeout,
            heartbeatInterval,
            maxWait,
            maxBytesPerPartition: options.maxBytesPerPartition ?? 1_048_576,
            maxBytes: 10_485_760,
          },
          reader.handlers,
        );
        await reader.read(consumer);
      },
      commit: async (positions) => reader?.commit(positions) ?? false,
      close: async () => reader?.close(),
    },
    options,
  );
}
