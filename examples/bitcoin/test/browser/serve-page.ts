import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Answers } from './answers.ts';

/** A server of the page whose answers the tests choose. */
export interface PageServer {
  readonly url: string;
  /**
   * What the API answers, by the last part of the path, such as `prices`. `prices?interval=1m` is for that request
   * alone. A test may change it.
   */
  readonly answers: Record<string, unknown>;
  /** Sends an event to every page that listens. */
  send(event: string, data: unknown): void;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Like the policy of the example's server, but without images from `data:` addresses, which the page does not need. */
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'";

/** Serves the built page of `folder` on 127.0.0.1. */
export const servePage = async (folder: string, answers: Answers): Promise<PageServer> => {
  const own: Record<string, unknown> = { ...answers };
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url!, 'http://page');
    if (pathname === '/api/events') {
      response
        .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
        .write(': hello\n\n');
      listeners.add(response);
      request.once('close', () => listeners.delete(response));
      return;
    }
    const name = /^\/api\/(\w+)$/.exec(pathname)?.[1];
    if (name !== undefined) return answer(response, name + search in own ? own[name + search] : own[name]);
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    readFile(join(folder, file)).then(
      (body) =>
        response
          .writeHead(200, {
            'content-type': types[extname(file)] ?? 'application/octet-stream',
            'content-security-policy': policy,
          })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answers: own,
    send(event, data) {
      for (const listener of listeners) listener.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
};

const missing = { error: { code: 'PENSTOCK_NOT_FOUND', message: 'There is no such answer.' } };

const answer = (response: ServerResponse, value: unknown): void => {
  const isFailure = typeof value === 'object' && value !== null && 'error' in value;
  const status = value === undefined ? 404 : isFailure ? 500 : 200;
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(value ?? (status === 404 ? missing : null)));
};
