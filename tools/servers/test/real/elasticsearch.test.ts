import { startElasticsearch } from '@penstock/servers';
import type { ElasticsearchVersion } from '@penstock/servers';
import { describe, expect, test } from 'vitest';

const send = async (method: string, url: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: await response.json() };
};

describe.concurrent.each([['7.17'], ['8.19'], ['9.5']] as const)(
  'startElasticsearch %s',
  (version: ElasticsearchVersion) => {
    test('keeps every acknowledged document through a kill, and stops on request', async () => {
      const ending = new AbortController();
      const server = await startElasticsearch({ version, signal: ending.signal });
      try {
        const { body } = await send('GET', server.url);
        expect(body).toMatchObject({ version: { number: expect.stringMatching(new RegExp(`^${version}\\.`)) } });
        expect((await send('PUT', `${server.url}/kept/_doc/1`, { close: 1.5 })).status).toBe(201);
        await server.kill();
        await expect(fetch(server.url)).rejects.toThrow('fetch failed');
        await server.start();
        await expect(send('GET', `${server.url}/kept/_doc/1`)).resolves.toMatchObject({
          status: 200,
          body: { _source: { close: 1.5 } },
        });
      } finally {
        ending.abort();
        await server.stop();
      }
      await expect(fetch(server.url)).rejects.toThrow('fetch failed');
    });
  },
);

test('refuses a version that it cannot start', async () => {
  await expect(startElasticsearch({ version: '1.0' as '9.5' })).rejects.toMatchObject({
    code: 'PENSTOCK_BAD_OPTION',
    message: 'Expected version to be one of 7.17, 8.19, 9.5; got 1.0.',
  });
});
