import { inspect } from 'node:util';
import { deliver, run, settle, tapValue } from '@penstock/stream';
import { startKafka } from '@penstock/servers';
import type { Kafka } from '@penstock/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureTopic, fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { KafkaConnection } from '../../src/kafka/index.ts';
import { connection } from './cluster.ts';

const everyUse: ReadonlyArray<readonly [string, (connection: KafkaConnection, topic: string) => Promise<unknown>]> = [
  ['fromKafka', (connection, topic) => run(fromKafka(connection, { topic, group: 'g', until: 'end' }), settle())],
  ['toKafka', (connection, topic) => run(deliver([1]), toKafka(connection, { topic }))],
  ['ensureTopic', (connection, topic) => ensureTopic(connection, { topic, partitions: 1, replication: 1 })],
];

describe('a topic that is not there', () => {
  test.each(everyUse.slice(0, 2))('%s says so', async (_, use) => {
    await expect(use(connection, 'nobody-made-this')).rejects.toMatchObject({
      code: 'PENSTOCK_TOPIC_UNKNOWN',
      message: expect.stringContaining('nobody-made-this'),
    });
  });
});

describe('a cluster that asks for a login', () => {
  const account = { username: 'reader', password: 'the-right-password' };
  let kafka: Kafka;
  beforeAll(async () => void (kafka = await startKafka({ brokers: 1, sasl: [account], tls: true })));
  afterAll(() => kafka?.stop());

  test.each(everyUse)('%s says at once that the login was refused, and never shows the password', async (_, use) => {
    const log: unknown[] = [];
    const write = (...entry: unknown[]) => void log.push(entry);
    const refused = use(
      {
        brokers: kafka.saslBrokers,
        sasl: { mechanism: 'plain', username: 'reader', password: 'the-wrong-password' },
        logger: { debug: write, info: write, warn: write, error: write },
      },
      'any',
    ).catch((error: unknown) => error);
    expect(await refused).toMatchObject({
      code: 'PENSTOCK_KAFKA_LOGIN_REFUSED',
      retriable: false,
      cause: expect.any(Error),
    });
    log.push(await refused);
    expect(inspect(log, { depth: 20, showHidden: true })).not.toContain('the-wrong-password');
    expect(JSON.stringify(log)).not.toContain('the-wrong-password');
  });

  test('lets the right login in, and reads and writes', async () => {
    const login: KafkaConnection = { brokers: kafka.saslBrokers, sasl: { mechanism: 'plain', ...account } };
    await ensureTopic(login, { topic: 'login', partitions: 1, replication: 1 });
    await run(deliver(['a', 'b']), toKafka(login, { topic: 'login' }));
    const seen: unknown[] = [];
    await run(
      fromKafka(login, { topic: 'login', group: 'g', until: 'end' }),
      tapValue((value) => void seen.push(value)),
      settle(),
    );
    expect(seen).toEqual(['a', 'b']);
  });

  test('reads and writes over TLS, and refuses a certificate that it does not know', async () => {
    const tls: KafkaConnection = { brokers: kafka.tlsBrokers, ssl: { ca: [kafka.ca!] } };
    await ensureTopic(tls, { topic: 'tls', partitions: 1, replication: 1 });
    await run(deliver(['a']), toKafka(tls, { topic: 'tls' }));
    await expect(
      run(deliver(['a']), toKafka({ brokers: kafka.tlsBrokers, ssl: true }, { topic: 'tls' })),
    ).rejects.toMatchObject({ code: 'PENSTOCK_KAFKA_UNREACHABLE', retriable: false });
  });
});
