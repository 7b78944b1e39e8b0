import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { BatchSender } from '../../src/kafka/kafkajs/batch-sender.ts';
import { reachInto } from '../../src/kafka/kafkajs/internals.ts';
import type { Broker } from '../../src/kafka/kafkajs/internals.ts';
import { consumerLag } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';

test('stores a batch once when its response was lost and it was sent again', async () => {
  const topic = await newTopic(2);
  const kafka = new kafkajs.Kafka({ brokers: [...connection.brokers], logLevel: 0 });
  const cluster = reachInto(kafka).createCluster({
    metadataMaxAge: 60_000,
    allowAutoTopicCreation: false,
    maxInFlightRequests: 5,
  });
  let requests = 0;
  const losing = ({ connectionPool, ...broker }: Broker): Broker => ({
    ...broker,
    connectionPool: {
      pool: connectionPool.pool,
      async send(request) {
        const answer = await connectionPool.send(request);
        requests += 1;
        if (requests % 2 === 1) throw Object.assign(new Error('The answer is lost'), { retriable: true });
        return answer;
      },
    },
  });
  const findBroker = cluster.findBroker.bind(cluster);
  cluster.findBroker = async (leader) => losing(await findBroker(leader));
  const sender = new BatchSender(cluster, { number: 0, compress: async (bytes) => bytes }, 100);
  await sender.connect();
  try {
    for (let n = 0; n < 5; n += 1) {
      for (const partition of [0, 1])
        await sender.send(
          topic,
          partition,
          Array.from({ length: 3 }, (_, at) => ({ partition, key: null, value: `${n} ${at}` })),
        );
    }
  } finally {
    await sender.disconnect();
  }
  expect(requests).toBe(20);
  const { partitions } = await consumerLag(connection, { topic, group: topic });
  expect(partitions.map(({ end }) => end)).toEqual([15, 15]);
});
