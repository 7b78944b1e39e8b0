import { inspect } from 'node:util';
import { deliver, run, settle, tapValue } from '@penstock/stream';
import { createAuthority, startKafka } from '@penstock/servers';
import type { Kafka } from '@penstock/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureTopic, fromKafka, toKafka } from '../../src/kafka/index.ts';
import type { KafkaConnection, KafkaSasl } from '../../src/kafka/index.ts';
import { allow } from './allow.ts';
import { allowScram } from './allow-scram.ts';
import { privileged } from './privileged.ts';

const account = { username: 'reader', password: 'the-right-password' };
const wrongPassword = 'the-wrong-password';

const base64url = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
/** The first part of every token in this file: a header that says that there is no signature. */
const unsigned = base64url({ alg: 'none' });

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

const security = 'org.apache.kafka.common.security';
/** Settings that enable all login mechanisms of this file on both listeners with a login. */
const mechanisms = Object.fromEntries(
  ['sasl', 'saslssl'].flatMap((listener) => [
    [`listener.name.${listener}.sasl.enabled.mechanisms`, 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER'],
    [`listener.name.${listener}.scram-sha-256.sasl.jaas.config`, `${security}.scram.ScramLoginModule required;`],
    [`listener.name.${listener}.scram-sha-512.sasl.jaas.config`, `${security}.scram.ScramLoginModule required;`],
    [
      `listener.name.${listener}.oauthbearer.sasl.jaas.config`,
      `${security}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    ],
  ]),
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
      ...mechanisms,
    },
  });
  login = { brokers: kafka.saslTlsBrokers, ssl: { ca: [kafka.ca!] }, sasl: { mechanism: 'plain', ...account } };
  await allowScram(kafka.brokers[0]!, account);
});
afterAll(() => kafka?.stop());

const everyUse: ReadonlyArray<readonly [string, (connection: KafkaConnection) => Promise<unknown>]> = [
  ['fromKafka', (connection) => run(fromKafka(connection, { topic: 'any', group: 'g', until: 'end' }), settle())],
  ['toKafka', (connection) => run(deliver([1]), toKafka(connection, { topic: 'any' }))],
  ['ensureTopic', (connection) => ensureTopic(connection, { topic: 'any', partitions: 1, replication: 1 })],
];

/** Uses a rejected connection and resolves to the error; fails if the error or the log shows a password or token. */
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
    expect(text).not.toContain(unsigned);
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

/** An unsigned token. A broker accepts it unless its configuration names a key to check signatures with. */
const token = (expiresIn: number): string => {
  const now = Math.floor(Date.now() / 1_000);
  return `${unsigned}.${base64url({ sub: account.username, iat: now - 86_400, exp: now + expiresIn })}.`;
};
const bearer = (expiresIn: number): KafkaSasl => ({
  mechanism: 'oauthbearer',
  oauthBearerProvider: async () => ({ value: token(expiresIn) }),
});

describe.each<{ readonly name: string; readonly right: KafkaSasl; readonly wrong: KafkaSasl }>([
  ...(['scram-sha-256', 'scram-sha-512'] as const).map((mechanism) => ({
    name: mechanism,
    right: { mechanism, ...account },
    wrong: { mechanism, ...account, password: wrongPassword },
  })),
  { name: 'oauthbearer', right: bearer(3_600), wrong: bearer(-3_600) },
])('a login by $name', ({ name, right, wrong }) => {
  test('reads and writes over TLS', async () => {
    const connection = { ...login, sasl: right };
    const topic = `by-${name}`;
    await ensureTopic(connection, { topic, partitions: 1, replication: 1 });
    await run(deliver(['a', 'b']), toKafka(connection, { topic }));
    const seen: unknown[] = [];
    await run(
      fromKafka(connection, { topic, group: topic, until: 'end' }),
      tapValue((value) => void seen.push(value)),
      settle(),
    );
    expect(seen).toEqual(['a', 'b']);
  });

  test.each(everyUse)('%s says immediately that the wrong one was refused, and never shows it', async (_, use) => {
    expect(await refusalOf(use, { ...login, sasl: wrong })).toMatchObject({
      code: 'PENSTOCK_KAFKA_LOGIN_REFUSED',
      retriable: false,
    });
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
          message: expect.stringMatching(
            `${says}.* Check that the options of ssl fit the certificate that the broker presents\\.`,
          ),
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
