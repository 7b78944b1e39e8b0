import { checkOptions } from '@penstock/stream/internal';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { judge } from '../positions/commit-note.ts';
import { openClient } from '../kafkajs/open-client.ts';
import { firstContact, knownTopic } from '../client/retry.ts';

/** How far a group is behind in a partition. */
export interface PartitionLag {
  readonly partition: number;
  /**
   * The next offset to read, or `null` if the group has committed none, or only in a deleted topic of the same name.
   */
  readonly committed: number | null;
  /** The offset that the next record will get. */
  readonly end: number;
  /** The number of records that the group has not committed. */
  readonly lag: number;
}

/** How far a group is behind in a topic. */
export interface ConsumerLag {
  readonly partitions: readonly PartitionLag[];
  readonly total: number;
}

/**
 * Returns how many records of a topic a group has not committed yet, for each partition and in total.
 *
 * @throws `PENSTOCK_BAD_OPTION`; rejects with a {@link KafkaError}.
 *
 * @example
 * ```ts
 * const { total } = await consumerLag({ brokers: ['localhost:9092'] }, { topic: 'quotes', group: 'alerts' });
 * ```
 */
export const consumerLag = async (
  connection: KafkaConnection,
  options: { readonly topic: string; readonly group: string },
): Promise<ConsumerLag> => {
  const checked = checkConnection(connection);
  checkOptions(options, { topic: true, group: true }, 'consumerLag');
  const topic = checkName(options.topic, 'topic');
  const group = checkName(options.group, 'group');
  const client = await openClient(checked);
  return firstContact(checked, new AbortController().signal, () =>
    client.withAdmin(async (admin) => {
      await knownTopic(admin, topic);
      const identity = await admin.identity(topic);
      const [bounds, committed] = await Promise.all([admin.bounds(topic), admin.committed(group, topic)]);
      const partitions = Array.from(bounds, ([partition, { low, high }]): PartitionLag => {
        const position = judge(committed.get(partition), identity);
        const at = typeof position === 'number' ? position : null;
        return { partition, committed: at, end: high, lag: Math.max(0, high - Math.max(low, at ?? low)) };
      }).toSorted((one, other) => one.partition - other.partition);
      return { partitions, total: partitions.reduce((sum, { lag }) => sum + lag, 0) };
    }),
  );
};
