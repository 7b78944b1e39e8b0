import { join } from 'node:path';
import { filePositions } from '@penstock/sources/exchange';
import type { PositionStore } from '@penstock/sources/exchange';
import type { StateStore } from '@penstock/stream';
import { fileStore } from '@penstock/stream/node';
import type { Context } from '../context.ts';
import { topics } from '../topic/topic.ts';
import type { Topic } from '../topic/topic.ts';
import type { LiveTrade } from './live-trade.ts';

/** Where a live run keeps its progress, so that the next run continues: on Kafka, or in files. */
export interface Places {
  /** The trades of the exchange. */
  readonly topic: Topic<LiveTrade>;
  /** The last trade of each market that is in the topic. */
  readonly positions: PositionStore;
  /** Open candles, and the models of anomalies and forecasts, as of the last commit. */
  readonly state: StateStore;
}

/** The consumer group of the step `index`. */
export const liveGroup = 'bitcoin-live';

const stateTopic = 'bitcoin-live-state';

/** Opens the places of an exchange, and creates them if missing. */
export const openPlaces = async (exchange: string, { args, env, progress, onRetry }: Context): Promise<Places> => {
  const { kafka: brokers, replication, store } = args;
  const name = topics.trades(exchange);
  if (brokers === undefined) {
    const directory = join(store, 'live', exchange);
    const { openMemoryTopic } = await import('../topic/memory.ts');
    return {
      topic: await openMemoryTopic<LiveTrade>(name, join(directory, 'topic')),
      positions: filePositions(join(directory, 'positions')),
      state: fileStore(join(directory, 'state')),
    };
  }
  const [{ connectionOf, openKafkaTopic }, { ensureTopic, kafkaPositions, kafkaStore }] = await Promise.all([
    import('../topic/kafka.ts'),
    import('@penstock/sources/kafka'),
  ]);
  const onOutage = (text: string): void => {
    onRetry?.('topic');
    progress.line(text);
  };
  const options = { brokers, replication, env, onOutage };
  const connection = connectionOf(options);
  const topic = await openKafkaTopic<LiveTrade>(name, options);
  await ensureTopic(connection, {
    topic: stateTopic,
    partitions: 1,
    replication,
    config: { 'cleanup.policy': 'compact' },
  });
  return {
    topic,
    positions: kafkaPositions(connection, { topic: stateTopic, group: liveGroup }),
    state: kafkaStore(connection, { topic: stateTopic, group: liveGroup }),
  };
};
