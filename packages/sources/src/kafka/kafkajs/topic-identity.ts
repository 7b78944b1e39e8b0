import type { TopicIdentity } from '../client/kafka-client.ts';
import { topicIdRequest } from '../protocol/topic-id-request.ts';
import type { Cluster } from './internals.ts';

/**
 * Requests a topic's id over the cluster's connections. Resolves to undefined if the topic does not exist or the broker
 * has no topic ids.
 */
export const topicIdentity = async (cluster: Cluster, topic: string): Promise<TopicIdentity | undefined> => {
  const { versions, connectionPool } = await cluster.brokerPool.findConnectedBroker();
  const known = versions?.[topicIdRequest.apiKey];
  const { apiVersion } = topicIdRequest;
  if (!known || known.minVersion > apiVersion || known.maxVersion < apiVersion) return undefined;
  const { clusterId, topicId } = await connectionPool.send(topicIdRequest.of(topic));
  return clusterId !== undefined && topicId !== undefined ? { cluster: clusterId, id: topicId } : undefined;
};
