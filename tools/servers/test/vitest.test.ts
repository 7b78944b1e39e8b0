import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import type { TestProject } from 'vitest/node';
import setUp from '../src/vitest.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs the set-up with one server that gives this answer. Its address has a login. */
async function setUpWith(answer: string): Promise<{ readonly login: string | undefined; readonly error: unknown }> {
  let login: string | undefined;
  const server = createServer((request, response) => {
    login = request.headers.authorization;
    response.end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('PENSTOCK_ELASTICSEARCH', `http://alice:hunter%32@127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await setUp({ provide: () => {} } as unknown as TestProject);
    return { login, error: undefined };
  } catch (error) {
    return { login, error };
  } finally {
    server.close();
  }
}

test.each([
  [
    'of another version',
    '{"version":{"number":"8.19.0"}}',
    'Expected entry 1 of PENSTOCK_ELASTICSEARCH to be Elasticsearch 7 or 9; got 8.19.0.',
  ],
  [
    'that is not Elasticsearch',
    '<html>',
    'Expected entry 1 of PENSTOCK_ELASTICSEARCH to answer as Elasticsearch does.',
  ],
])('a server %s is refused, and no other server is started', async (_, answer, message) => {
  const { login, error } = await setUpWith(answer);
  expect(error).toMatchObject({ code: 'PENSTOCK_BAD_OPTION', message });
  expect(login).toBe(`Basic ${Buffer.from('alice:hunter2').toString('base64')}`);
});

test('a server that does not answer is refused without showing its login', async () => {
  vi.stubEnv('PENSTOCK_ELASTICSEARCH', 'http://alice:hunter2@127.0.0.1:1');
  const error = await setUp({ provide: () => {} } as unknown as TestProject).catch((error: unknown) => error);
  expect(error).toMatchObject({
    code: 'PENSTOCK_BAD_OPTION',
    message: expect.stringContaining('to answer as Elasticsearch does'),
  });
  expect(String((error as Error).stack) + String((error as Error).cause)).not.toContain('hunter2');
});
