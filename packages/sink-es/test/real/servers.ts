import { Client } from '@elastic/elasticsearch';
import { Client as Client8 } from 'elasticsearch-8';
import { inject } from 'vitest';
import type { ElasticsearchClient } from '../../src/index.ts';

const names = ['elasticsearch7', 'elasticsearch8', 'elasticsearch9'] as const;
export type ServerName = (typeof names)[number];

/** The real servers of the test run. A run may start only some versions. */
export const servers = names.filter((name) => (inject(name) as string | undefined) !== undefined);

/** Each server with every supported client. */
export const pairs = servers.flatMap((server) => [
  { name: `${server}, client 9`, server, isFull: true, open: (): Opened => new Client({ node: inject(server) }) },
  // The tests send the same requests with the other client. Some of the tests are enough to show that it works.
  { name: `${server}, client 8`, server, isFull: false, open: (): Opened => new Client8({ node: inject(server) }) },
]);

export type Opened = ElasticsearchClient & { close(): Promise<void> };

let indices = 0;

/** Returns an index name that no other test of this run or of an earlier run uses. */
export const freshIndex = (): string => `sink-es-${process.pid}-${Date.now()}-${(indices += 1)}`;

/** Sends a request to a server without a client. */
export const askServer = async <Body>(
  server: ServerName,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> => {
  const response = await fetch(`${inject(server)}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer = (await response.json()) as Body;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
};
