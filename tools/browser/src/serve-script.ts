import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of pages on 127.0.0.1 that run one script. */
export interface ScriptServer {
  /** Address of the page, such as `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): void;
}

/**
 * Serves a page that runs `script`, at any path.
 *
 * The page at `/isolated` has the headers that let its workers share memory.
 */
export const serveScript = async (script: string): Promise<ScriptServer> => {
  const server = createServer((request, response) => {
    if (request.url === '/page.js')
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    response.writeHead(200, { 'content-type': 'text/html', ...(request.url === '/isolated' ? isolation : {}) });
    response.end('<!doctype html><title>Penstock</title><script src="/page.js"></script>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
};
