import { PenstockError } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { ApiFailure } from '../board/api.ts';
import type { Board } from '../board/board.ts';
import { Encoded } from './encoded.ts';
import type { PageFiles } from './page-files.ts';
import { intervalOf, rangeOf } from './query.ts';
import { send } from './send.ts';
import { sendEvents } from './send-events.ts';

/** Options of {@link boardApp}. */
export interface AppOptions {
  readonly board: Board;
  readonly files: PageFiles;
  /** Ends the streams of events. */
  readonly signal: AbortSignal;
}

const self = ["'self'"];
const none = ["'none'"];

const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: self,
    scriptSrc: self,
    styleSrc: self,
    imgSrc: ["'self'", 'data:'],
    objectSrc: none,
    baseUri: none,
    formAction: none,
    frameAncestors: none,
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  // Browsers use this header only over HTTPS, and this server uses HTTP.
  strictTransportSecurity: false,
});

/**
 * Names of this machine. Another site can make its own name point to 127.0.0.1 (DNS rebinding); its pages then send
 * that name as `Host`, and get no answer.
 */
const hosts = ['127.0.0.1', 'localhost', '[::1]'];

/** The routes of the page and of its API. */
export const boardApp = ({ board, files, signal }: AppOptions): Hono => {
  const app = new Hono();
  const encoded = new WeakMap<object, Encoded>();

  const answer = (c: Context, value: object | null | undefined): Promise<Response> | Response => {
    if (value === undefined)
      return failed(
        c,
        404,
        'PENSTOCK_NOT_LIVE',
        'Expected a program that runs with --live; this one has no live data. Start it with --live.',
      );
    const body = (value && encoded.get(value)) ?? jsonOf(value);
    if (value) encoded.set(value, body);
    return send(c, body);
  };

  app.use(headers);
  app.use(async (c, next) => {
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '');
    if (hosts.includes(host)) return next();
    return failed(
      c,
      403,
      'PENSTOCK_HOST_REFUSED',
      `Expected a request to ${hosts.join(' or ')}; got one to another host. Open the page by one of these names.`,
    );
  });
  app.use(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    c.header('allow', 'GET, HEAD');
    return failed(c, 405, 'PENSTOCK_METHOD_REFUSED', `Expected GET or HEAD; got ${c.req.method}.`);
  });
  app.get('/api/events', (c) => sendEvents(c, board, signal));
  app.get('/api/pipeline', (c) => answer(c, board.pipeline));
  app.use('/api/*', async (_, next) => {
    await board.fresh();
    return next();
  });
  app.get('/api/about', (c) => answer(c, board.about));
  app.get('/api/prices', async (c) => {
    const interval = intervalOf(c, ['1d', '1m', '1s']);
    return answer(c, await board.prices(interval, rangeOf(c)));
  });
  app.get('/api/years', (c) => answer(c, board.years));
  app.get('/api/anomalies', async (c) => answer(c, await board.anomalies(intervalOf(c, ['1d', '1m']))));
  app.get('/api/forecast', async (c) => answer(c, await board.forecast(intervalOf(c, ['1d', '1m']))));
  app.get('/api/evaluation', (c) => answer(c, board.evaluation));
  app.get('/api/forecasters', (c) => answer(c, board.forecasters));
  app.get('*', (c, next) => {
    const path = c.req.path === '/' ? '/index.html' : c.req.path;
    const file = files.get(path);
    if (!file) return next();
    // Names of files in this folder contain a hash of their content.
    return send(c, file, path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : undefined);
  });
  app.notFound((c) => {
    const isPage = c.req.path === '/';
    const said = isPage
      ? 'Expected a built page; found none. Build it with npm run build, or use the API, such as /api/about.'
      : `Expected the path of a file or of the API, such as /api/about; got ${c.req.path}.`;
    return failed(c, 404, 'PENSTOCK_NOT_FOUND', said);
  });
  app.onError((error, c) => {
    const isBad = error instanceof PenstockError && error.code === 'PENSTOCK_BAD_OPTION';
    const code = error instanceof PenstockError ? error.code : 'PENSTOCK_UNEXPECTED';
    return failed(c, isBad ? 400 : 500, code, reasonText(error));
  });
  return app;
};

const jsonOf = (value: object | null): Encoded =>
  new Encoded(Buffer.from(JSON.stringify(value)), 'application/json; charset=utf-8');

const failed = (c: Context, status: 400 | 403 | 404 | 405 | 500, code: string, message: string): Response =>
  c.json({ error: { code, message } } satisfies ApiFailure, status, { 'cache-control': 'no-store' });
