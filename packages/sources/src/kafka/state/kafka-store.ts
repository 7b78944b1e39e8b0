import type { StateStore } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import { blobStateStore } from '@penstock/stream/node';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { ChangelogTopic } from './changelog-topic.ts';

/** Options of {@link kafkaStore}. */
export interface KafkaStoreOptions {
  /** An existing topic with `cleanup.policy=compact`; several pipelines may share it. */
  readonly topic: string;
  /** The consumer group of the pipeline, which separates the states of pipelines in the topic. */
  readonly group: string;
}

/**
 * Makes a store that keeps operator state in a compacted topic, by group, topic and partition. After a rebalance, the
 * new owner of a partition loads its state from there.
 *
 * States may have any size: a state above 800 kB is written in pieces and is valid only when all of them are stored.
 * Loading reads the topic from its beginning, so the size of the topic determines how long a rebalance takes.
 * Compaction keeps the topic small.
 *
 * @throws `PENSTOCK_BAD_OPTION`; loading rejects with `PENSTOCK_TOPIC_MISMATCH` for a topic that is not compacted, with
 * `PENSTOCK_STATE_CORRUPT`, or with a {@link KafkaError}.
 *
 * @example
 * ```ts
 * const connection = { brokers: ['localhost:9092'] };
 * await ensureTopic(connection, {
 *   topic: 'state',
 *   partitions: 1,
 *   replication: 2,
 *   config: { 'cleanup.policy': 'compact' },
 * });
 * const flow = fromKafka(connection, {
 *   topic: 'quotes',
 *   group: 'averages',
 *   stateStore: kafkaStore(connection, { topic: 'state', group: 'averages' }),
 * });
 * ```
 */
export const kafkaStore = (connection: KafkaConnection, options: KafkaStoreOptions): StateStore => {
  const { topic, group } = checkOptions(options, { topic: true, group: true }, 'kafkaStore');
  return blobStateStore(
    new ChangelogTopic(checkConnection(connection), checkName(topic, 'topic'), checkName(group, 'group')),
  );
};
