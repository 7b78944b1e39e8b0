import { createServer } from 'node:net';
import { once } from 'node:events';
import { startKafka } from '@penstock/servers';
import type { Kafka as Cluster } from '@penstock/servers';
import { Kafka, logLevel } from 'kafkajs';
import type { Admin, KafkaConfig } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const account = { username: 'alice', password: 'se"cr\\et ü' };
const allPartitions = [0, 1];
const failOver = 30_000;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startKafka({ sasl: [account], tls: true });
});
afterAll(() => cluster?.stop());

const client = (brokers: string[], more: Partial<KafkaConfig> = {}): Kafka =>
  new Kafka({
    brokers,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 100 },
    ...more,
  });

async function withAdmin<T>(kafka: Kafka, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Sends to both partitions. A retry may send a value twice, so the test compares values and does not count them. */
async function send(kafka: Kafka, value: string): Promise<string[]> {
  const producer = kafka.producer();
  const values = allPartitions.map((partition) => `${value}, partition ${partition}`);
  try {
    await producer.connect();
    await producer.send({
      topic: 'kept',
      acks: -1,
      messages: values.map((value, partition) => ({ partition, value })),
    });
    return values;
  } finally {
    await producer.disconnect();
  }
}

/** Reads from the group's position until it has seen `wanted`, commits, and returns what it saw. */
async function readOn(kafka: Kafka, wanted: readonly string[]): Promise<Set<string>> {
  const consumer = kafka.consumer({
    groupId: 'kept',
    sessionTimeout: 6000,
    heartbeatInterval: 200,
    maxWaitTimeInMs: 100,
  });
  const seen = new Set<string>();
  const next = new Map<number, string>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: 'kept', fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        seen.add(String(message.value));
        next.set(partition, String(Number(message.offset) + 1));
      },
    });
    await expect.poll(() => wanted.filter((value) => !seen.has(value)), { timeout: failOver }).toEqual([]);
    await consumer.commitOffsets([...next].map(([partition, offset]) => ({ topic: 'kept', partition, offset })));
  } finally {
    await consumer.disconnect();
  }
  return seen;
}

/** Waits until each broker has all records of the other, including the offsets of groups. */
const allInSync = (kafka: Kafka): Promise<void> =>
  withAdmin(kafka, async (admin) => {
    const lagging = async (): Promise<number> => {
      const { topics } = await admin.fetchTopicMetadata({ topics: ['kept', '__consumer_offsets'] });
      return topics.flatMap(({ partitions }) => partitions).filter(({ isr }) => isr.length < 2).length;
    };
    await expect.poll(lagging, { timeout: failOver }).toBe(0);
  });

describe('startKafka', () => {
  test('requires a login when sasl is set', async () => {
    const login = (password: string): Kafka =>
      client(cluster.saslBrokers, {
        sasl: { mechanism: 'plain', username: account.username, password },
        retry: { retries: 0 },
      });
    await expect(withAdmin(login(account.password), (admin) => admin.describeCluster())).resolves.toHaveProperty(
      'brokers.length',
      2,
    );
    await expect(withAdmin(login('wrong'), (admin) => admin.describeCluster())).rejects.toMatchObject({
      name: 'KafkaJSSASLAuthenticationError',
    });
  });

  test('uses TLS with a certificate that its own authority signed', async () => {
    const secure = (ca: string | undefined): Kafka =>
      client(cluster.tlsBrokers, {
        ssl: ca === undefined ? true : { ca },
        // The first handshake of a broker takes long, and there is no retry here.
        connectionTimeout: 10_000,
        retry: { retries: 0 },
      });
    await expect(withAdmin(secure(cluster.ca), (admin) => admin.describeCluster())).resolves.toHaveProperty(
      'brokers.length',
      2,
    );
    await expect(withAdmin(secure(undefined), (admin) => admin.describeCluster())).rejects.toThrow(
      /unable to verify the first certificate/,
    );
  });

  test('either broker may be killed while the other keeps accepting and serving records and offsets', async () => {
    const kafka = client(cluster.brokers);
    await withAdmin(kafka, (admin) =>
      admin.createTopics({
        topics: [
          {
            topic: 'kept',
            numPartitions: allPartitions.length,
            replicationFactor: 2,
            configEntries: [{ name: 'min.insync.replicas', value: '1' }],
          },
        ],
        waitForLeaders: true,
      }),
    );
    let unread = await send(kafka, 'before');
    const sent = new Set(unread);
    for (const [life, dead] of [0, 1, 0].entries()) {
      await cluster.kill(dead);
      const alone = client([cluster.brokers[1 - dead] as string]);
      const more = await send(alone, `in life ${life} while ${dead} was dead`);
      const seen = await readOn(alone, [...unread, ...more]);
      // Records that were committed before this kill are not read again, so the position survived the broker that
      // stored it.
      const again = [...sent].filter((value) => !unread.includes(value) && seen.has(value));
      expect(again).toEqual([]);
      for (const value of more) sent.add(value);
      if (life === 2) return;
      await cluster.start(dead);
      await allInSync(kafka);
      unread = await send(kafka, `in life ${life} with both`);
      for (const value of unread) sent.add(value);
    }
  });

  test('a port in use is an error with the end of the log', async () => {
    await cluster.kill(0);
    const thief = createServer().listen(Number(cluster.brokers[0]?.split(':')[1]), '127.0.0.1');
    await once(thief, 'listening');
    try {
      await expect(cluster.start(0)).rejects.toMatchObject({
        code: 'PENSTOCK_SERVER_FAILED',
        message: expect.stringMatching(/Kafka broker-0 ended .*its log is \/[^]*Address already in use/),
      });
    } finally {
      thief.close();
    }
  });

  test('starts Kafka 3.9 too, with a single broker', async () => {
    const old = await startKafka({ version: '3.9', brokers: 1 });
    try {
      expect(old).toMatchObject({ saslBrokers: [], tlsBrokers: [], saslTlsBrokers: [], ca: undefined });
      await withAdmin(client(old.brokers), async (admin) => {
        await admin.createTopics({ topics: [{ topic: 'kept', replicationFactor: 1 }], waitForLeaders: true });
        await expect(admin.listTopics()).resolves.toContain('kept');
      });
    } finally {
      await old.stop();
    }
    await expect(
      withAdmin(client(old.brokers, { retry: { retries: 0 } }), (admin) => admin.listTopics()),
    ).rejects.toThrow('ECONNREFUSED');
  });

  test.each([
    ['brokers', { brokers: 0 }],
    ['brokers', { brokers: 1.5 }],
    ['version', { version: '0.7' as '4.3' }],
    ['username', { sasl: [{ username: 'a b', password: '' }] }],
  ])('refuses a wrong %s before anything starts', async (name, options) => {
    await expect(startKafka(options)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(name),
    });
  });

  test('refuses the number of a broker that does not exist', async () => {
    await expect(cluster.kill(2)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});
