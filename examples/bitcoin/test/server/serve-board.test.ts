import { createServer, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anomaliesOf } from '../../src/board/anomalies-of.ts';
import type { ApiFailure, Pipeline } from '../../src/board/api.ts';
import { Board } from '../../src/board/board.ts';
import { dailyPrices } from '../../src/board/daily-prices.ts';
import { evaluationOf } from '../../src/board/evaluation-of.ts';
import { forecastOf } from '../../src/board/forecast-of.ts';
import { forecastersOf } from '../../src/board/forecasters-of.ts';
import { PipelineWatch } from '../../src/board/pipeline-watch.ts';
import { yearsOf } from '../../src/board/years-of.ts';
import { readPageFiles } from '../../src/server/page-files.ts';
import { serveBoard } from '../../src/server/serve-board.ts';
import type { ServedBoard } from '../../src/server/serve-board.ts';
import { stored, timeOf } from '../board/run-result.ts';

let folder: string;
let watch: PipelineWatch;
let board: Board;
let served: ServedBoard;

const boardOf = (of: PipelineWatch): Board =>
  new Board({ broker: 'memory', store: 'duckdb', live: null, version: '1.2.3', watch: of });

const script = `const answer = ${'4'.repeat(3_000)}n;\n`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Bitcoin</title>');
  await writeFile(join(folder, 'assets', 'index-4f2a.js'), script);
  watch = new PipelineWatch(['produce', 'index']);
  board = boardOf(watch);
  board.show(stored, []);
  served = await serveBoard({ board, watch, files: await readPageFiles(folder), port: 0 });
});
afterEach(async () => {
  await served.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(new URL(path, served.address), init);
const json = async (path: string): Promise<unknown> => (await ask(path)).json();
const failure = async (response: Response): Promise<ApiFailure['error']> =>
  ((await response.json()) as ApiFailure).error;

/** A plain request: `fetch` would decompress the answer, and cannot send another `Host`. */
const raw = (path: string, headers: Record<string, string>): Promise<IncomingMessage & { readonly body: Buffer }> =>
  new Promise((resolve, reject) => {
    get(new URL(path, served.address), { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Object.assign(response, { body: Buffer.concat(chunks) })));
    }).on('error', reject);
  });

describe('the API', () => {
  test('answers each route with what the store holds', async () => {
    expect(await json('api/about')).toEqual({
      title: 'Bitcoin',
      symbol: 'BTC/USD',
      source: '8 from a file',
      broker: 'memory',
      store: 'duckdb',
      documents: 8,
      first: '2022-12-28',
      last: '2023-01-04',
      live: null,
      version: '1.2.3',
    });
    const all = { from: -Infinity, to: Infinity };
    expect(await json('api/prices')).toEqual(dailyPrices(stored.prices, all));
    expect(await json(`api/prices?interval=1d&from=${timeOf(2)}&to=${timeOf(3)}`)).toEqual(
      dailyPrices(stored.prices, { from: timeOf(2), to: timeOf(3) }),
    );
    expect(await json('api/years')).toEqual(yearsOf(stored.prices));
    expect(await json('api/anomalies')).toEqual(anomaliesOf(stored.results.anomalies));
    expect(await json('api/forecast')).toEqual(forecastOf(stored.results));
    expect(await json('api/evaluation')).toEqual(evaluationOf(stored.results));
    expect(await json('api/forecasters')).toEqual(forecastersOf(stored.results.forecasters));
    expect(await json('api/pipeline')).toMatchObject({ state: 'running', partitions: [] });
  });

  test('answers null before there are results', async () => {
    const empty = await serveBoard({ board: boardOf(watch), watch, files: new Map(), port: 0 });
    const of = async (path: string): Promise<unknown> => (await fetch(new URL(path, empty.address))).json();
    expect([await of('api/forecast'), await of('api/evaluation'), await of('api/forecasters')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(await of('api/about')).toMatchObject({ documents: 0, first: null, source: '' });
    await empty.close();
  });

  test.each([
    ['api/prices?interval=2h', 400, 'PENSTOCK_BAD_OPTION', 'Expected interval to be one of 1d, 1m, 1s; got "2h".'],
    ['api/prices?from=soon', 400, 'PENSTOCK_BAD_OPTION', 'Expected from to be whole milliseconds'],
    ['api/prices?interval=1s', 404, 'PENSTOCK_NOT_LIVE', '--live'],
    ['api/anomalies?interval=1s', 400, 'PENSTOCK_BAD_OPTION', 'Expected interval to be one of 1d, 1m'],
    ['api/forecast?interval=1m', 404, 'PENSTOCK_NOT_LIVE', '--live'],
    ['api/nothing', 404, 'PENSTOCK_NOT_FOUND', '/api/nothing'],
    ['assets/../../secret', 404, 'PENSTOCK_NOT_FOUND', '/secret'],
  ])('refuses %s', async (path, status, code, said) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await failure(response)).toEqual({ code, message: expect.stringContaining(said) });
  });

  test('refuses other methods, and names the allowed ones', async () => {
    const response = await ask('api/about', { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await ask('api/about', { method: 'HEAD' })).status).toBe(200);
  });

  test('answers with 500 and the code where the store fails', async () => {
    const reload = () => Promise.reject(new Error('the disk is gone'));
    const failing = new Board({ broker: null, store: 'duckdb', live: null, version: '1', watch, reload });
    const other = await serveBoard({ board: failing, watch, files: new Map(), port: 0 });
    const response = await fetch(new URL('api/about', other.address));
    expect([response.status, await failure(response)]).toEqual([
      500,
      { code: 'PENSTOCK_UNEXPECTED', message: 'the disk is gone' },
    ]);
    await other.close();
  });
});

describe('an answer', () => {
  test('is sent again to the same client only after it has changed', async () => {
    const etag = (await ask('api/prices')).headers.get('etag')!;
    const again = await ask('api/prices', { headers: { 'if-none-match': `"other", ${etag}` } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    board.show({ ...stored, prices: stored.prices.slice(1) }, []);
    const changed = await ask('api/prices', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip', 'br;q=0, gzip', gunzipSync],
    [undefined, 'identity', (bytes: Buffer) => bytes],
  ] as const)('comes as %s to a client that accepts %s', async (encoding, accepted, decode) => {
    const { headers, body } = await raw('assets/index-4f2a.js', { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(decode(body).toString()).toBe(script);
    expect(headers.vary).toBe('Accept-Encoding');
    if (encoding) expect(body.length).toBeLessThan(script.length / 10);
  });

  test('has headers that keep other pages and scripts out', async () => {
    for (const path of ['', 'api/about', 'api/nothing']) {
      const { headers } = await ask(path);
      const policy = headers.get('content-security-policy')!.split('; ');
      for (const rule of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
        expect(policy).toContain(rule);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('for the page is the built file, which a browser keeps if its name has a hash', async () => {
    const page = await ask('');
    expect(await page.text()).toContain('<title>Bitcoin</title>');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const file = await ask('assets/index-4f2a.js');
    expect(file.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(file.headers.get('cache-control')).toContain('immutable');
  });
});

test.each([
  ['evil.example', 403],
  ['evil.example:80', 403],
  ['127.0.0.1.evil.example', 403],
  ['localhost:1234', 200],
  ['[::1]:80', 200],
])('a request to the host %s is answered with %d', async (host, status) => {
  expect((await raw('api/about', { host })).statusCode).toBe(status);
});

describe('the port', () => {
  test('is the named one, or an error where that is in use', async () => {
    await expect(serveBoard({ board, watch, files: new Map(), port: served.port })).rejects.toMatchObject({
      code: 'PENSTOCK_PORT_IN_USE',
      message: expect.stringContaining(`Expected port ${served.port} to be free`),
    });
  });

  test('is the next free one where none is named', async () => {
    const blockers: Array<ReturnType<typeof createServer>> = [];
    // 8080 may be in use on this machine already.
    await new Promise<void>((resolve) => {
      const blocker = createServer().once('error', () => resolve());
      blocker.listen(8_080, '127.0.0.1', () => {
        blockers.push(blocker);
        resolve();
      });
    });
    const next = await serveBoard({ board, watch, files: new Map(), port: undefined });
    expect(next.port).toBeGreaterThan(8_080);
    expect(next.port).toBeLessThan(8_100);
    await next.close();
    for (const blocker of blockers) await new Promise((resolve) => void blocker.close(resolve));
  });

  test('is open only to this machine, and free again after close', async () => {
    const { port } = served;
    await served.close();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '0.0.0.0', resolve);
    });
    expect((server.address() as AddressInfo).port).toBe(port);
    await new Promise((resolve) => void server.close(resolve));
  });
});

/** The text of each event that arrives. */
async function* eventsOf(response: Response): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 2);
    }
  }
}

const pipelineOf = (event: string | undefined): Pipeline => {
  expect(event).toMatch(/^event: pipeline\ndata: /);
  return JSON.parse(event!.slice('event: pipeline\ndata: '.length)) as Pipeline;
};

describe('events', () => {
  test('begin with the pipeline, follow its changes, and end when the server closes', async () => {
    const response = await ask('api/events');
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = eventsOf(response);
    const next = async (): Promise<string | undefined> => (await events.next()).value as string | undefined;
    expect(pipelineOf(await next()).steps.map(({ name, state }) => [name, state])).toEqual([
      ['produce', 'waiting'],
      ['index', 'waiting'],
    ]);
    let finish = (): void => undefined;
    const step = watch.during('produce', () => new Promise<void>((resolve) => (finish = resolve)));
    expect(pipelineOf(await next()).steps[0]).toMatchObject({ state: 'running' });
    board.show(stored, ['prices', 'about']);
    expect([await next(), await next()]).toEqual([
      'event: changed\ndata: {"what":"prices"}',
      'event: changed\ndata: {"what":"about"}',
    ]);
    finish();
    await step;
    expect(pipelineOf(await next()).steps[0]).toMatchObject({ state: 'done' });
    await served.close();
    expect(await next()).toBeUndefined();
  });

  test('end for a client that disconnects, and not for others', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const stays = eventsOf(await ask('api/events', { signal: first.signal }));
    const leaves = eventsOf(await ask('api/events', { signal: second.signal }));
    await Promise.all([stays.next(), leaves.next()]);
    expect(board.events.listeners).toBe(2);
    second.abort();
    await expect(leaves.next()).rejects.toThrow();
    await expect.poll(() => board.events.listeners).toBe(1);
    board.show(stored, ['forecast']);
    expect((await stays.next()).value).toContain('"forecast"');
    first.abort();
    await expect.poll(() => board.events.listeners).toBe(0);
  });
});
