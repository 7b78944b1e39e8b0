import { checkOptions } from '@penstock/stream/internal';
import type { PositionStore } from '../../feed/positions/position-store.ts';
import { blobPositions } from '../../feed/positions/position-store.ts';
import { checkConnection, checkName } from '../client/connection.ts';
import type { KafkaConnection } from '../client/connection.ts';
import { ChangelogTopic } from './changelog-topic.ts';
import type { KafkaStoreOptions } from './kafka-store.ts';

/**
 * Makes a store that keeps the positions of live feeds in a compacted topic, so that another machine can continue at
 * the committed position.
 *
 * It can share the topic of {@link kafkaStore}, also with the same group. Only one process may use a lane at a time:
 * Kafka does not distribute the lanes of a feed as it does partitions.
 *
 * @throws `PENSTOCK_BAD_OPTION`; loading rejects with `PENSTOCK_TOPIC_MISMATCH` for a topic that is not compacted, with
 * `PENSTOCK_POSITION_CORRUPT`, or with a {@link KafkaError}.
 *
 * @example
 * ```ts
 * import { exchangeTrades } from '@penstock/sources/exchange';
 *
 * const live = exchangeTrades({
 *   exchange: 'kraken',
 *   symbols: ['BTC/USD'],
 *   store: kafkaPositions({ brokers: ['localhost:9092'] }, { topic: 'state', group: 'trades' }),
 * });
 * ```
 */
export const kafkaPositions = (connection: KafkaConnection, options: KafkaStoreOptions): PositionStore => {
  const { topic, group } = checkOptions(options, { topic: true, group: true }, 'kafkaPositions');
  return blobPositions(
    new ChangelogTopic(checkConnection(connection), checkName(topic, 'topic'), checkName(group, 'group')),
  );
};
