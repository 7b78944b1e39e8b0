import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import YahooFinance from 'yahoo-finance2';
import { isTransient, poll, RateLimitedError, UnavailableError, yahooCandles } from '../../src/index.ts';
import type { YahooCandlesOptions } from '../../src/index.ts';
import { collect } from '../scratch-files.ts';
import { chartAnswer } from './chart-answer.ts';

const day = (date: number): number => Date.UTC(2020, 0, date);
const secret = 'A3=very-secret-session';
let server: Server | undefined;

afterEach(async () => {
  vi.restoreAllMocks();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

// The requests are real HTTP; only their address is replaced by that of a local server.
const listen = async (listener: RequestListener): Promise<typeof fetch> => {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
  };
};
const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': `${secret}; Path=/`, ...headers });
    response.end(body);
  };
const source = async (listener: RequestListener, options: Partial<YahooCandlesOptions> = {}) =>
  yahooCandles({ symbol: 'BTC-USD', from: day(1), to: day(4), fetch: await listen(listener), ...options });
const failureOf = async (listener: RequestListener, options?: Partial<YahooCandlesOptions>) =>
  collect(await source(listener, options)).then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe('yahooCandles', () => {
  test('requests the days of a symbol and yields a candle for each', async () => {
    const asked: IncomingMessage[] = [];
    const candles = await source((request, response) => {
      asked.push(request);
      answer(
        200,
        chartAnswer(
          'BTC-USD',
          [day(1), day(2)],
          [
            [10, 12, 9, 11, 300],
            [11, 13, 10, 12, 0],
          ],
        ),
      )(request, response);
    });
    expect(candles.name).toBe('BTC-USD');
    expect(asked).toEqual([]);
    expect(await collect(candles)).toEqual([
      { time: day(1), open: 10, high: 12, low: 9, close: 11, adjClose: 11, volume: 300 },
      { time: day(2), open: 11, high: 13, low: 10, close: 12, adjClose: 12, volume: 0 },
    ]);
    const { pathname, searchParams } = new URL(asked[0]!.url!, 'http://localhost');
    expect(pathname).toBe('/v8/finance/chart/BTC-USD');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      // One day more on each side, because days at an exchange are not days in UTC.
      period1: String(day(0) / 1_000),
      period2: String(day(5) / 1_000),
      interval: '1d',
    });
    expect(asked).toHaveLength(1);
  });

  test('writes nothing to the console, also on a version of Node that the client warns of', async () => {
    const written = (['debug', 'dir', 'error', 'info', 'log', 'warn'] as const).map((method) =>
      vi.spyOn(console, method).mockReturnValue(),
    );
    await collect(await source(answer(200, chartAnswer('BTC-USD', [day(1)], [[10, 12, 9, 11, 300]]))));
    expect(written.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  test('yields nothing when Yahoo has no days in the range', async () => {
    expect(await collect(await source(answer(200, chartAnswer('BTC-USD', [], []))))).toEqual([]);
  });

  test.each([
    ['in seconds', '7', 7_000],
    ['by a date that has passed', 'Wed, 01 Jan 2020 00:00:00 GMT', 0],
    ['in words', 'soon', undefined],
  ])('reads the Retry-After of a 429, written %s', async (_, header, retryAfter) => {
    const error = await failureOf(answer(429, 'Too Many Requests', { 'retry-after': header }));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ code: 'PENSTOCK_RATE_LIMITED', retryAfter });
  });

  test('has no retryAfter for a 429 without the header', async () => {
    expect(await failureOf(answer(429, '{}'))).toMatchObject({ code: 'PENSTOCK_RATE_LIMITED', retryAfter: undefined });
  });

  test.each([
    ['is not JSON', 200, `<html>${secret}</html>`],
    ['breaks off', 200, '{"chart":{"result":[{"meta":'],
    ['is JSON of another shape', 200, `{"crumb":"${secret}"}`],
    ['has a chart without values', 200, '{"chart":{"result":[{"meta":{}}],"error":null}}'],
    ['has null for a chart', 200, '{"chart":{"result":null,"error":null}}'],
    ['has fewer prices than times', 200, chartAnswer('BTC-USD', [day(1), day(2)], [[10, 12, 9, 11, 300]])],
    ['is an error of the client', 400, secret],
  ])('rejects a response that %s, and repeats none of it', async (_, status, body) => {
    const written = [vi.spyOn(console, 'error'), vi.spyOn(console, 'log'), vi.spyOn(console, 'warn')];
    const error = await failureOf(answer(status, body));
    expect(error).toMatchObject({ code: 'PENSTOCK_BAD_RESPONSE' });
    expect(error).not.toHaveProperty('cause');
    expect(`${(error as Error).message}${JSON.stringify(written.map(({ mock }) => mock.calls))}`).not.toContain(
      'secret',
    );
  });

  test.each([
    ['1m', 422, 'the last 30 days, 7 days at a time'],
    ['5m', 422, 'the last 60 days'],
    ['1h', 400, 'the last 730 days'],
  ] as const)('says how far back Yahoo has %s when it answers %d', async (interval, status, reach) => {
    const body = `{"chart":{"result":null,"error":{"code":"Unprocessable Entity","description":"${secret}"}}}`;
    const error = await failureOf(answer(status, body), { interval });
    expect(error).toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message:
        `Yahoo answered ${status} for BTC-USD (Unprocessable Entity). Yahoo has bars of this interval for ${reach}: ` +
        'ask for a later range or a longer interval.',
    });
  });

  test.each([
    [500, {}, undefined],
    [503, { 'retry-after': '7' }, 7_000],
    [502, { 'retry-after': 'Wed, 01 Jan 2020 00:00:00 GMT' }, 0],
    [408, {}, undefined],
  ])('throws a transient error for a %d, with its Retry-After', async (status, headers, retryAfter) => {
    const error = await failureOf(answer(status, secret, headers));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ code: 'PENSTOCK_UNAVAILABLE', retryAfter });
    expect(isTransient(error)).toBe(true);
    expect((error as Error).message).not.toContain('secret');
  });

  test('throws a transient error for a response that breaks off', async () => {
    const error = await failureOf((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"chart":');
      setTimeout(() => response.destroy(), 20);
    });
    expect(error).toMatchObject({ code: 'PENSTOCK_UNAVAILABLE' });
  });

  test('is retried by poll after transient errors, after the wait that the server asks for', async () => {
    const listeners = [
      answer(503, '', { 'retry-after': '1' }),
      answer(429, '', { 'retry-after': '1' }),
      answer(200, chartAnswer('BTC-USD', [day(1)], [[10, 12, 9, 11, 300]])),
    ];
    const send = await listen((request, response) => listeners.shift()!(request, response));
    const call = (signal: AbortSignal) =>
      collect(yahooCandles({ symbol: 'BTC-USD', from: day(1), to: day(2), fetch: send, signal }));
    const waits: number[] = [];
    const polled = poll(call, {
      every: '1h',
      retry: { initialDelay: 1 },
      onError: (_, { wait }) => void waits.push(wait),
    });
    for await (const { time } of polled) {
      expect(time).toBe(day(1));
      break;
    }
    expect(waits).toEqual([1_000, 1_000]);
  });

  test("names Yahoo's error code for an unknown symbol", async () => {
    const body = '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}';
    expect(await failureOf(answer(404, body))).toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message: 'Yahoo answered 404 for BTC-USD (Not Found).',
    });
  });

  test('names the reason when it cannot connect', async () => {
    const gone = await listen(answer(200, ''));
    await new Promise((resolve) => server!.close(resolve));
    const candles = yahooCandles({ symbol: 'BTC-USD', from: day(1), to: day(2), fetch: gone });
    await expect(collect(candles)).rejects.toMatchObject({
      code: 'PENSTOCK_UNAVAILABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('rejects a response above maxBytes, and does not read the rest of an endless one', async () => {
    let close: () => void;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const endless: RequestListener = (_, response) => {
      const more = (): void => {
        while (response.write(' '.repeat(65_536)));
        response.once('drain', more);
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.once('close', () => close());
      more();
    };
    expect(await failureOf(endless, { maxBytes: 1_000 })).toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message:
        'Expected at most 1000 bytes from Yahoo for BTC-USD; the response is longer. Ask for a shorter range, or ' +
        'raise maxBytes.',
    });
    await closed;
  });

  test('reads a response of maxBytes', async () => {
    const body = chartAnswer('BTC-USD', [day(1)], [[10, 12, 9, 11, 300]]);
    expect(await collect(await source(answer(200, body), { maxBytes: Buffer.byteLength(body) }))).toHaveLength(1);
  });

  test('throws a transient error although its response is longer than maxBytes', async () => {
    const error = await failureOf(answer(429, 'x'.repeat(2_000), { 'retry-after': '1' }), { maxBytes: 1_000 });
    expect(error).toMatchObject({ code: 'PENSTOCK_RATE_LIMITED', retryAfter: 1_000 });
  });

  test.each([
    ['never answers', () => undefined],
    [
      'stalls in the middle of its answer',
      ((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"chart":');
      }) satisfies RequestListener,
    ],
  ])('gives up on a server that %s', async (_, listener: RequestListener) => {
    expect(await failureOf(listener, { timeout: 100 })).toMatchObject({ code: 'PENSTOCK_TIMEOUT' });
  });

  test.each(['30d', '100w', Infinity] as const)('waits for a slow response with a timeout of %s', async (timeout) => {
    const slow: RequestListener = (_, response) => void setTimeout(() => response.writeHead(503).end(), 30);
    expect(await failureOf(slow, { timeout })).toMatchObject({ code: 'PENSTOCK_UNAVAILABLE' });
  });

  test('throws the reason of its signal, before and during the request', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    expect(await failureOf(() => controller.abort(reason), { signal: controller.signal })).toBe(reason);
    const candles = yahooCandles({ symbol: 'BTC-USD', from: day(1), to: day(2), signal: controller.signal });
    await expect(collect(candles)).rejects.toBe(reason);
  });

  test('uses the client of the options', async () => {
    const hosts: string[] = [];
    const send = await listen(answer(200, chartAnswer('BTC-USD', [day(1)], [[10, 12, 9, 11, 300]])));
    const candles = yahooCandles({
      symbol: 'BTC-USD',
      from: new Date(day(1)),
      to: new Date(day(2)),
      client: new YahooFinance({ YF_QUERY_HOST: 'chart.example', suppressNotices: ['yahooSurvey'] }),
      fetch: (input, init) => {
        hosts.push(new URL(String(input)).host);
        return send(input, init);
      },
    });
    expect(await collect(candles)).toHaveLength(1);
    expect(hosts).toEqual(['chart.example']);
  });

  test.each<[string, Partial<YahooCandlesOptions>]>([
    ['an empty symbol', { symbol: '' }],
    ['a symbol that would change the address', { symbol: '../quote?x=' }],
    ['a missing symbol', { symbol: undefined as unknown as string }],
    ['a start that is not a time', { from: new Date('x') }],
    ['a start of null, which would be 1970', { from: null as unknown as number }],
    ['an end beyond what a Date holds', { to: 8.64e15 + 1 }],
    ['an end that is not after the start', { to: day(1) }],
    ['an unknown interval', { interval: '4h' as '1h' }],
    ["an interval by Yahoo's own name", { interval: '1wk' as '1w' }],
    ['a timeout of 0', { timeout: 0 }],
    ['a response of no bytes', { maxBytes: 0 }],
    ['a fetch that is not a function', { fetch: 'none' as unknown as typeof fetch }],
  ])('rejects %s when called', (_, options) => {
    expect(() => yahooCandles({ symbol: 'BTC-USD', from: day(1), to: day(2), ...options })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
