import { checkOptions } from '@penstock/stream/internal';
import type { StateStore } from '@penstock/stream';
import { blobStateStore } from '@penstock/stream/node';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { ChangelogTopic } from './changelog-topic.ts';

/** Options of {@link kafkaStore}. */
export interface KafkaStoreOptions {
  /** A topic with `cleanup.policy=compact`, made beforehand; several pipelines may share it. */
  readonly topic: string;
  /** The consumer group of the pipeline: its name tells the states of pipelines apart. */
  readonly group: string;
}

/**
 * Keeps operator state in a compacted topic, by group, topic and partition, so that in a rebalance the state of a
 * partition is found by whoever gets the partition.
 *
 * States of any size are taken: those beyond 800 kB go in pieces, and count only once all of them are there. Loading
 * reads the topic from its beginning, so its size, hence its compaction, sets how long a rebalance takes.
 *
 * @throws `PENSTOCK_BAD_OPTION`; loading rejects with `PENSTOCK_TOPIC_MISMATCH` on a topic that is not compacted, with
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
