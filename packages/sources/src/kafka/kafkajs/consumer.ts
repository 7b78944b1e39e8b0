import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type {
  ConsumerHandlers,
  ConsumerSettings,
  KafkaConsumer,
  PositionToCommit,
  TopicIdentity,
} from '../client/kafka-client.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { protocolError, toKafkaError } from './error.ts';
import { fetchedOffset, hasNoGroup } from './internals.ts';
import type { Cluster, Internals } from './internals.ts';
import { consumerRetry } from './own-retry.ts';
import type { Sockets } from './sockets.ts';
import { topicIdentity } from './topic-identity.ts';

// An orderly leave takes a few requests. It waits for a running join, because a member that disconnects during the join
// stays in the group until its session timeout. But a join may take as long as the slowest member of the group.
const stopGrace = 5_000;
// The broker's error when the text is longer than its `offset.metadata.max.bytes`.
const tooLong = 'OFFSET_METADATA_TOO_LARGE';
// The coordinator's errors for a member of an earlier generation.
const moving = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'];

/** Implements {@link KafkaConsumer} with a consumer of kafkajs. */
export class KafkajsConsumer implements KafkaConsumer {
  readonly #consumer: Consumer;
  readonly #cluster: Cluster;
  readonly #sockets: Sockets;
  readonly #settings: ConsumerSettings;
  readonly #handlers: ConsumerHandlers;
  #started: Promise<void> = Promise.resolve();
  #stopping = false;
  #takesMetadata = true;
  #commit: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;

  constructor(
    kafka: Kafka,
    internals: Internals,
    sockets: Sockets,
    settings: ConsumerSettings,
    handlers: ConsumerHandlers,
  ) {
    const {
      group,
      sessionTimeout,
      rebalanceTimeout,
      heartbeatInterval,
      maxWait,
      maxBytesPerPartition,
      maxBytes,
      refreshEvery,
    } = settings;
    this.#sockets = sockets;
    this.#settings = settings;
    this.#handlers = handlers;
    this.#consumer = kafka.consumer({
      groupId: group,
      sessionTimeout,
      rebalanceTimeout,
      heartbeatInterval,
      maxWaitTimeInMs: maxWait,
      maxBytesPerPartition,
      maxBytes,
      metadataMaxAge: refreshEvery,
      allowAutoTopicCreation: false,
      retry: consumerRetry(() => !this.#stopping),
    });
    this.#cluster = internals.lastCluster();
  }

  start(): Promise<void> {
    this.#started = this.#start();
    return this.#started;
  }

  async #start(): Promise<void> {
    const { topic, concurrency } = this.#settings;
    const { events } = this.#consumer;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#handlers.assigned({ memberId: payload.memberId, partitions: payload.memberAssignment[topic] ?? [] });
    });
    this.#consumer.on(events.REBALANCING, () => this.#handlers.rebalancing());
    // kafkajs calls no handler for a fetch with only control records or aborted transactions.
    this.#consumer.on(events.START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0) this.#handlers.skipped(payload.partition, Number(payload.lastOffset) + 1);
    });
    this.#consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      if (this.#stopping) return;
      if (restart) this.#handlers.restarting(toKafkaError(error, 'consume'));
      else this.#handlers.crashed(toKafkaError(error, 'consume'));
    });
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    } catch (error) {
      throw toKafkaError(error, `subscribe to ${topic}`);
    }
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: (payload) => this.#eachBatch(payload),
    });
  }

  async #eachBatch({ batch, heartbeat, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> {
    this.#commit = commitOffsetsIfNecessary;
    let interruption: unknown;
    await this.#handlers.batch({
      partition: batch.partition,
      records: batch.messages as never,
      from: Number(fetchedOffset(batch)),
      next: Number(batch.lastOffset()) + 1,
      highWatermark: Number(batch.highWatermark),
      heartbeat: async () => {
        try {
          await heartbeat();
          return 'member';
        } catch (error) {
          interruption = error;
          return protocolError(error) === 'REBALANCE_IN_PROGRESS' ? 'rebalancing' : 'lost';
        }
      },
      moveTo: (offset) => resolveOffset(String(offset - 1)),
    });
    // kafkajs rejoins or reconnects when it gets this error.
    if (interruption !== undefined) throw interruption;
  }

  seek(partition: number, offset: number): void {
    this.#direct((topic) => this.#consumer.seek({ topic, partition, offset: String(offset) }));
  }

  pause(partition: number): void {
    this.#direct((topic) => this.#consumer.pause([{ topic, partitions: [partition] }]));
  }

  resume(partition: number): void {
    this.#direct((topic) => this.#consumer.resume([{ topic, partitions: [partition] }]));
  }

  /**
   * Calls the consumer. Between a crash and the next join, kafkajs throws; ignore that, because the join assigns all
   * partitions again.
   */
  #direct(step: (topic: string) => void): void {
    try {
      step(this.#settings.topic);
    } catch (error) {
      if (!hasNoGroup(error)) throw error;
    }
  }

  async identity(): Promise<TopicIdentity | undefined> {
    try {
      return await topicIdentity(this.#cluster, this.#settings.topic);
    } catch (error) {
      throw toKafkaError(error, 'look the topic up');
    }
  }

  async commit(positions: readonly PositionToCommit[]): Promise<boolean> {
    const { topic } = this.#settings;
    const takesMetadata = this.#takesMetadata;
    const partitions = positions.map(({ partition, offset, metadata }) => ({
      partition,
      offset: String(offset),
      metadata: takesMetadata ? metadata : null,
    }));
    try {
      // The consumer's `commitOffsets` retries after a rebalance, with the new generation. It could then commit a
      // partition that another member owns now. The function that comes with a batch tries only once.
      if (this.#commit) await this.#commit({ topics: [{ topic, partitions }] });
      else await this.#consumer.commitOffsets(partitions.map((partition) => ({ topic, ...partition })));
      return true;
    } catch (error) {
      const type = protocolError(error) ?? '';
      if (moving.includes(type)) return false;
      if (type === tooLong && takesMetadata) {
        this.#takesMetadata = false;
        return await this.commit(positions);
      }
      throw toKafkaError(error, 'commit');
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const left = async () => {
      await this.#started.catch(() => undefined);
      await this.#consumer.disconnect();
    };
    const stopped = left().catch(() => undefined);
    await Promise.race([stopped, sleep(stopGrace, undefined, { ref: false })]);
    this.#sockets.close();
  }
}
