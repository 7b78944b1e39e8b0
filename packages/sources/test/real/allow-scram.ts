import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { alterUserScramCredentialsV0, Connection, describeUserScramCredentialsV0 } from '@platformatic/kafka';

/** The SCRAM mechanisms. `mechanism` is Kafka's number of each. */
const mechanisms = [
  { mechanism: 1, hash: 'sha256', bytes: 32 },
  { mechanism: 2, hash: 'sha512', bytes: 64 },
] as const;

const iterations = 4_096;

/**
 * Allows an account to log in by SCRAM; resolves when the broker applies that. It does not use kafkajs, which lacks the
 * requests.
 */
export async function allowScram(
  broker: string,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<void> {
  const [host, port] = broker.split(':') as [string, string];
  const connection = new Connection('tests');
  await connection.connect(host, Number(port));
  try {
    // A request may have each account only once, so each mechanism needs its own request.
    for (const { mechanism, hash, bytes } of mechanisms) {
      const salt = randomBytes(16);
      const saltedPassword = pbkdf2Sync(password, salt, iterations, bytes, hash);
      const credential = { name: username, mechanism, iterations, salt, saltedPassword };
      await alterUserScramCredentialsV0.api.async(connection, [], [credential]);
    }
    const known = async (): Promise<number> => {
      // Request all accounts: the broker responds with an error to a request for an unknown one.
      const { results } = await describeUserScramCredentialsV0.api.async(connection, []);
      return results.find(({ user }) => user === username)?.credentialInfos.length ?? 0;
    };
    while ((await known()) < mechanisms.length) await setTimeout(50);
  } finally {
    await connection.close();
  }
}
