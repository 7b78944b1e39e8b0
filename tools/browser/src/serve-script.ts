import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on 127.0.0.1 whose pages run one script. */
export interface ScriptServer {
  /** Address of the page, such as `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): void;
}

/** The content security policy of a strict page: it allows scripts of its own origin and WebAssembly. */
const strictPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

/** The headers of the pages that have special ones. */
const headersOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // These headers let workers share memory.
  '/isolated': { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  '/strict': { 'content-security-policy': strictPolicy },
  '/no-wasm': { 'content-security-policy': strictPolicy.replace(" 'wasm-unsafe-eval'", '') },
};

/**
 * Serves a page that runs `script`, at any path. The page at `/isolated` has the headers that let its workers share
 * memory. The page at `/strict` has a content security policy that allows scripts of its own origin and WebAssembly;
 * the policy of the page at `/no-wasm` allows only the scripts.
 *
 * @param workerScript The text of `/worker.js`, which always has the strict policy.
 */
export const serveScript = async (script: string, workerScript = ''): Promise<ScriptServer> => {
  const javaScript = { 'content-type': 'text/javascript' };
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/page.js') return void response.writeHead(200, javaScript).end(script);
    if (url === '/worker.js') {
      return void response.writeHead(200, { ...javaScript, ...headersOf['/strict'] }).end(workerScript);
    }
    response.writeHead(200, { 'content-type': 'text/html', ...headersOf[url] });
    response.end('<!doctype html><title>Penstock</title><script src="/page.js"></script>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
};
