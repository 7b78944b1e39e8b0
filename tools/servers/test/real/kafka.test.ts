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

/** Sends to both partitions. A retry may send twice, so values are told apart by name and not counted. */
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

/** Reads on from where the group had got to until it has seen `wanted`, commits, and returns what it saw. */
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

/** Waits until either broker has all that the other has, groups' offsets included. */
const allInSync = (kafka: Kafka): Promise<void> =>
  withAdmin(kafka, async (admin) => {
    const lagging = async (): Promise<number> => {
      const { topics } = await admin.fetchTopicMetadata({ topics: ['kept', '__consumer_offsets'] });
      return topics.flatMap(({ partitions }) => partitions).filter(({ isr }) => isr.length < 2).length;
    };
    await expect.poll(lagging, { timeout: failOver }).toBe(0);
  });

describe('startKafka', () => {
  test('asks for a login where it was told to', async () => {
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

  test('speaks TLS with a certificate that its own authority vouches for', async () => {
    const secure = (ca: string | undefined): Kafka =>
      client(cluster.tlsBrokers, {
        ssl: ca === undefined ? true : { ca },
        // A broker takes long for its first handshake, and there is no second try here.
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

  test('either broker may die, while the other takes, keeps and serves records and positions of groups', async () => {
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
      // What was committed before this death is not read again, so the position outlived the broker that took it.
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

  test('a port that is taken is an error with the end of the log', async () => {
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

  test('starts Kafka 3.9 too, and one broker alone', async () => {
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

  test('refuses a broker that there is not', async () => {
    await expect(cluster.kill(2)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});
