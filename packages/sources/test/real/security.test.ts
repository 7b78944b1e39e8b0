import { inspect } from 'node:util';
import { deliver, run, settle, tapValue } from '@penstock/stream';
import { createAuthority, startKafka } from '@penstock/servers';
import type { Kafka } from '@penstock/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureTopic, fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { KafkaConnection } from '../../src/kafka/index.ts';
import { allow } from './allow.ts';
import { privileged } from './privileged.ts';

const account = { username: 'reader', password: 'the-right-password' };
const wrongPassword = 'the-wrong-password';

/** For each function: an account with all needed privileges, and one account without each of them. */
const guests = privileged.flatMap(({ name, needs }) =>
  [undefined, ...needs].map((lacks, n) => ({
    name,
    lacks,
    username: `${name}-${n}`,
    password: account.password,
    may: needs.filter((privilege) => privilege !== lacks),
  })),
);

let kafka: Kafka;
let login: KafkaConnection;
beforeAll(async () => {
  kafka = await startKafka({
    brokers: 1,
    sasl: [account, ...guests],
    tls: true,
    config: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // The users of the listeners without a login, which the broker and the controller use.
      'super.users': `User:ANONYMOUS;User:${account.username}`,
    },
  });
  login = { brokers: kafka.saslTlsBrokers, ssl: { ca: [kafka.ca!] }, sasl: { mechanism: 'plain', ...account } };
});
afterAll(() => kafka?.stop());

const everyUse: ReadonlyArray<readonly [string, (connection: KafkaConnection) => Promise<unknown>]> = [
  ['fromKafka', (connection) => run(fromKafka(connection, { topic: 'any', group: 'g', until: 'end' }), settle())],
  ['toKafka', (connection) => run(deliver([1]), toKafka(connection, { topic: 'any' }))],
  ['ensureTopic', (connection) => ensureTopic(connection, { topic: 'any', partitions: 1, replication: 1 })],
];

/** Uses a rejected connection and resolves to the error; fails if the error or the log shows the password. */
async function refusalOf(
  use: (connection: KafkaConnection) => Promise<unknown>,
  connection: KafkaConnection,
): Promise<unknown> {
  const log: unknown[] = [];
  const write = (...entry: unknown[]) => void log.push(entry);
  const error: unknown = await use({
    ...connection,
    logger: { debug: write, info: write, warn: write, error: write },
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  for (const text of [inspect([log, error], { depth: 20, showHidden: true }), JSON.stringify([log, error])]) {
    expect(text).not.toContain(account.password);
    expect(text).not.toContain(wrongPassword);
  }
  return error;
}

describe('a cluster that requires a login', () => {
  test.each(everyUse)('%s fails immediately with a rejected login, and never shows the password', async (_, use) => {
    const sasl = { mechanism: 'plain', username: account.username, password: wrongPassword } as const;
    for (const connection of [
      { brokers: kafka.saslBrokers, sasl },
      { ...login, sasl },
    ]) {
      expect(await refusalOf(use, connection)).toMatchObject({
        code: 'PENSTOCK_KAFKA_LOGIN_REFUSED',
        retriable: false,
        cause: expect.any(Error),
      });
    }
  });

  test.each([
    ['SASL', () => ({ brokers: kafka.saslBrokers, sasl: login.sasl! })],
    ['TLS', () => ({ brokers: kafka.tlsBrokers, ssl: login.ssl! })],
    ['SASL over TLS', () => login],
  ])('accepts the correct login over %s, and reads and writes', async (_, connect) => {
    const connection = connect();
    const topic = `in-${connection.brokers[0]!.split(':')[1]}`;
    await ensureTopic(connection, { topic, partitions: 1, replication: 1 });
    await run(deliver(['a', 'b']), toKafka(connection, { topic }));
    const seen: unknown[] = [];
    await run(
      fromKafka(connection, { topic, group: 'g', until: 'end' }),
      tapValue((value) => void seen.push(value)),
      settle(),
    );
    expect(seen).toEqual(['a', 'b']);
  });
});

describe('a broker with a certificate of a private authority', () => {
  test.each(everyUse)(
    'is rejected immediately by %s without that authority, and the error says what to check',
    async (_, use) => {
      const other = await createAuthority();
      for (const [ssl, says] of [
        [true, 'unable to verify the first certificate'],
        [{ ca: other.ca }, 'certificate signature failure'],
        [{ ca: kafka.ca!, servername: 'elsewhere' }, "does not match certificate's altnames"],
      ] as const) {
        expect(await refusalOf(use, { ...login, ssl })).toMatchObject({
          code: 'PENSTOCK_KAFKA_UNREACHABLE',
          retriable: false,
          message: expect.stringMatching(`${says}.* Check the options of ssl against what the broker presents\\.`),
        });
      }
    },
  );
});

/** Returns the codes of an error and of its causes. The error of a sink has the reason as its cause. */
const codesOf = (error: unknown): unknown[] =>
  error instanceof Error ? [(error as { code?: unknown }).code, ...codesOf(error.cause)] : [];

describe('a broker with access lists', () => {
  beforeAll(async () => {
    for (const topic of ['prices', 'letters', 'targets']) {
      await ensureTopic(login, { topic, partitions: 1, replication: 1 });
      await run(deliver([1]), toKafka(login, { topic }));
    }
    const compact = { 'cleanup.policy': 'compact' };
    await ensureTopic(login, { topic: 'states', partitions: 1, replication: 1, config: compact });
    await allow(kafka.brokers, guests);
  });

  test.each(privileged)('$name needs exactly $needs', async ({ name, use }) => {
    for (const { lacks, username, password } of guests.filter((guest) => guest.name === name)) {
      const connection: KafkaConnection = { ...login, sasl: { mechanism: 'plain', username, password } };
      if (lacks === undefined) {
        await use(connection, username);
        continue;
      }
      const error: unknown = await use(connection, username).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(codesOf(error), `without ${lacks}`).toContain('PENSTOCK_KAFKA_NOT_ALLOWED');
    }
  });
});
