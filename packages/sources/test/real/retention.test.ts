import { setTimeout as sleep } from 'node:timers/promises';
import { startKafka } from '@penstock/servers';
import type { Kafka, KafkaVersion } from '@penstock/servers';
import { deliver, run, settle } from '@penstock/stream';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka as Kafkajs,
  ResourcePatternTypes,
} from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consumerLag, ensureTopic, fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { KafkaConnection } from '../../src/kafka/index.ts';

const firstDay = Date.UTC(2014, 8, 17);
const days = Array.from({ length: 300 }, (_, n) => ({ time: firstDay + n * 86_400_000, close: n + 0.5 }));
const history = () => deliver(days, { time: ({ time }) => time });
const account = { username: 'writer', password: 'secret' };

describe.each<KafkaVersion>(['4.3', '3.9'])('a history of years in a topic of Kafka %s', (version) => {
  let kafka: Kafka;
  let connection: KafkaConnection;
  beforeAll(async () => {
    kafka = await startKafka({
      version,
      brokers: 1,
      sasl: [account],
      config: {
        // The broker deletes old records at its checks. By default, the first check is after half a minute, and
        // later ones follow every five minutes.
        'log.retention.check.interval.ms': '200',
        'log.initial.task.delay.ms': '200',
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS;User:broker',
      },
    });
    connection = { brokers: kafka.brokers };
  });
  afterAll(() => kafka.stop());

  const one = (topic: string) => ({ topic, partitions: 1, replication: 1 });
  const left = async (topic: string): Promise<number> =>
    (await consumerLag(connection, { topic, group: `${topic}-nobody` })).total;

  test('is deleted with the default retention, and kept in a topic of ensureTopic with oldest', async () => {
    await ensureTopic(connection, one('default'));
    await ensureTopic(connection, { ...one('kept'), oldest: new Date(firstDay) });
    await run(history(), toKafka(connection, { topic: 'default', expired: 'write' }));
    await run(history(), toKafka(connection, { topic: 'kept' }));
    for (const end = Date.now() + 60_000; (await left('default')) > 0; await sleep(200))
      expect(Date.now()).toBeLessThan(end);
    // The reader gets no record, and resolves.
    expect(await run(fromKafka(connection, { topic: 'default', group: 'late', until: 'end' }), settle())).toMatchObject(
      { received: 0 },
    );
    expect(await left('kept')).toBe(300);
    expect(await run(fromKafka(connection, { topic: 'kept', group: 'late', until: 'end' }), settle())).toMatchObject({
      received: 300,
      written: 300,
    });
  });

  test('is rejected by toKafka before a record is lost', async () => {
    await ensureTopic(connection, one('noticed'));
    await expect(run(history(), toKafka(connection, { topic: 'noticed' }))).rejects.toMatchObject({
      code: 'PENSTOCK_REJECTED',
      cause: { code: 'PENSTOCK_RECORD_EXPIRED' },
    });
    expect(await left('noticed')).toBe(0);
  });

  test('can be written by a login that may not read settings, with a warning about the unknown retention', async () => {
    await ensureTopic(connection, { ...one('dark'), oldest: new Date(firstDay) });
    const admin = new Kafkajs({ brokers: kafka.brokers, logLevel: 0 }).admin();
    await admin.connect();
    const allowed = [AclOperationTypes.WRITE, AclOperationTypes.DESCRIBE, AclOperationTypes.READ];
    const acl = allowed.map((operation) => ({
      principal: `User:${account.username}`,
      host: '*',
      resourceType: AclResourceTypes.TOPIC,
      resourceName: 'dark',
      resourcePatternType: ResourcePatternTypes.LITERAL,
      operation,
      permissionType: AclPermissionTypes.ALLOW,
    }));
    await admin.createAcls({ acl });
    await admin.disconnect();
    const warned: string[] = [];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: (_fields: object, message: string) => void warned.push(message),
      error: () => undefined,
    };
    const login: KafkaConnection = { brokers: kafka.saslBrokers, sasl: { mechanism: 'plain', ...account }, logger };
    expect(await run(history(), toKafka(login, { topic: 'dark' }))).toMatchObject({ written: 300 });
    expect(warned.filter((message) => message.startsWith('The login may not read the settings'))).toHaveLength(1);
    expect(await left('dark')).toBe(300);
  });
});
