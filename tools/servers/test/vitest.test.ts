import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import type { TestProject } from 'vitest/node';
import setUp from '../src/vitest.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Sets up with one server that answers so, under an address with a login. */
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
    'expected entry 1 of PENSTOCK_ELASTICSEARCH to be Elasticsearch 7 or 9, got 8.19.0',
  ],
  ['that is no Elasticsearch', '<html>', 'expected entry 1 of PENSTOCK_ELASTICSEARCH to answer as Elasticsearch does'],
])('a server %s is refused, and nothing starts in its place', async (_, answer, message) => {
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
