import type { Admin } from 'kafkajs';
import type { CommittedPosition, KafkaAdmin, TopicDescription, TopicIdentity } from '../client/kafka-client.ts';
import { isWithoutCoordinator, protocolError } from './error.ts';
import { outOfRangeMark } from './internals.ts';
import type { Cluster } from './internals.ts';
import { topicIdentity } from './topic-identity.ts';

// kafkajs's number for the resource type "topic".
const topicResource = 2;

/** Returns the settings of a topic, including the broker's defaults. */
export const topicConfig = async (admin: Admin, topic: string): Promise<ReadonlyMap<string, string>> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: topicResource, name: topic }],
  });
  return new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
};

/** Implements {@link KafkaAdmin} with a connected admin client of kafkajs. */
export class KafkajsAdmin implements KafkaAdmin {
  readonly #admin: Admin;
  readonly #cluster: Cluster;

  constructor(admin: Admin, cluster: Cluster) {
    this.#admin = admin;
    this.#cluster = cluster;
  }

  async answers(): Promise<boolean> {
    return (await this.#admin.describeCluster()).brokers.length > 0;
  }

  async topic(name: string): Promise<TopicDescription | undefined> {
    try {
      const { topics } = await this.#admin.fetchTopicMetadata({ topics: [name] });
      const found = topics.find((topic) => topic.name === name);
      return (
        found && {
          partitions: found.partitions
            .map(({ partitionId, leader, replicas, isr }) => ({
              partition: partitionId,
              leader,
              replicas,
              inSync: isr,
            }))
            .toSorted((one, other) => one.partition - other.partition),
        }
      );
    } catch (error) {
      if (protocolError(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
      throw error;
    }
  }

  identity(topic: string): Promise<TopicIdentity | undefined> {
    return topicIdentity(this.#cluster, topic);
  }

  createTopic({ name, partitions, replication, config }: Parameters<KafkaAdmin['createTopic']>[0]): Promise<boolean> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    return this.#admin.createTopics({
      topics: [{ topic: name, numPartitions: partitions, replicationFactor: replication, configEntries }],
    });
  }

  async addPartitions(topic: string, count: number): Promise<void> {
    await this.#admin.createPartitions({ topicPartitions: [{ topic, count }] });
  }

  config(topic: string): Promise<ReadonlyMap<string, string>> {
    return topicConfig(this.#admin, topic);
  }

  async bounds(topic: string) {
    const offsets = await this.#admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
  }

  async offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, number>> {
    // In the protocol, negative times have a special meaning, such as -1 for the end. Use the first offset instead, so
    // that no record is skipped.
    if (time < 0) return new Map(Array.from(await this.bounds(topic), ([partition, { low }]) => [partition, low]));
    const offsets = await this.#admin.fetchTopicOffsetsByTimestamp(topic, Math.ceil(time));
    return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, CommittedPosition>> {
    const [offsets] = await this.#ofGroup(group, () => this.#admin.fetchOffsets({ groupId: group, topics: [topic] }));
    const committed = new Map<number, CommittedPosition>();
    for (const { partition, offset, metadata } of offsets?.partitions ?? []) {
      const at = Number(offset);
      if (at >= 0) committed.set(partition, { offset: at, metadata: metadata ?? '' });
      else if (at === outOfRangeMark) committed.set(partition, { offset: 'lost', metadata: metadata ?? '' });
    }
    return committed;
  }

  async hasMembers(group: string): Promise<boolean> {
    const { groups } = await this.#ofGroup(group, () => this.#admin.describeGroups([group]));
    return groups.some(({ members }) => members.length > 0);
  }

  async deleteGroup(group: string): Promise<void> {
    await this.#admin.deleteGroups([group]);
  }

  /**
   * Sends a request to the coordinator of a group. If kafkajs finds no coordinator, it hides the broker's reason, so
   * request it from a broker.
   */
  async #ofGroup<T>(group: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (isWithoutCoordinator(error)) {
        const broker = await this.#cluster.brokerPool.findConnectedBroker();
        await broker.findGroupCoordinator({ groupId: group });
      }
      throw error;
    }
  }
}
