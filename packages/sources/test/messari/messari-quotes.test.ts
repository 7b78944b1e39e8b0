import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { messariQuotes, poll, RateLimitedError } from '../../src/index.ts';
import type { MessariQuotesOptions } from '../../src/index.ts';
import { take } from '../poll/play.ts';
import { bitcoinId, detailsAnswer, detailsMarketData } from './details-answer.ts';
import { marketData, marketDataAnswer, metricsAnswer } from './metrics-answer.ts';

const key = 'k3y-that-nobody-may-see';
const servers: Server[] = [];

beforeEach(() => vi.stubEnv('MESSARI_API_KEY', ''));
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
};
const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
  };
const ask = async (listener: RequestListener, options: Partial<MessariQuotesOptions> = {}) =>
  messariQuotes({ asset: 'btc', api: 'v1', key, endpoint: await listen(listener), ...options });
const failureOf = async (listener: RequestListener, options?: Partial<MessariQuotesOptions>): Promise<Error> => {
  const error = await (
    await ask(listener, options)
  )().then(
    () => expect.unreachable('it answered'),
    (error: unknown) => error as Error,
  );
  expect(
    `${inspect(error, { depth: 9, showHidden: true })}${error.message}${error.stack}${inspect(error.cause)}`,
  ).not.toContain(key);
  return error;
};

const quote = {
  time: Date.UTC(2023, 0, 10, 9, 0, 2, 123),
  priceUsd: 19_000.5,
  priceBtc: 1,
  priceEth: 33.25,
  volumeLast24Hours: 30_000_000_000,
  realVolumeLast24Hours: 1_500_000_000,
  volumeOverstatement: 20,
  percentChangeUsdLast24Hours: -1.5,
  percentChangeBtcLast24Hours: 0,
  percentChangeEthLast24Hours: 2.25,
  ohlcvLastHour: { open: 19_010, high: 19_020, low: 18_990, close: 19_000, volume: 40_000_000 },
  ohlcvLast24Hours: { open: 19_300, high: 19_400, low: 18_900, close: 19_000, volume: 2_000_000_000 },
  lastTradeAt: Date.UTC(2023, 0, 10, 9, 0, 1, 500),
};

describe('messariQuotes', () => {
  test.each([
    ['metrics/market-data', marketDataAnswer()],
    ['metrics', metricsAnswer()],
  ] as const)('gives a quote of /%s, and sends the key only in a header', async (path, body) => {
    const asked: IncomingMessage[] = [];
    const quotes = await ask(
      (request, response) => {
        asked.push(request);
        answer(200, body)(request, response);
      },
      { path },
    );
    expect(quotes.name).toBe('messari-btc');
    expect(inspect(quotes, { showHidden: true, depth: 5 })).not.toContain(key);
    expect(asked).toEqual([]);
    expect(await quotes()).toEqual(quote);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.url).toBe(`/api/v1/assets/btc/${path}`);
    expect(asked[0]!.headers['x-messari-api-key']).toBe(key);
  });

  test('uses the key of the environment unless the option key is set', async () => {
    const keys: unknown[] = [];
    const listener: RequestListener = (request, response) => {
      keys.push(request.headers['x-messari-api-key']);
      answer(200, metricsAnswer())(request, response);
    };
    const endpoint = await listen(listener);
    await messariQuotes({ asset: 'btc', api: 'v1', endpoint })();
    vi.stubEnv('MESSARI_API_KEY', 'from-the-environment');
    await messariQuotes({ asset: 'btc', api: 'v1', endpoint })();
    await messariQuotes({ asset: 'btc', api: 'v1', endpoint, key })();
    expect(keys).toEqual([undefined, 'from-the-environment', key]);
  });

  test('returns null for unknown values', async () => {
    const unknown = Object.fromEntries(Object.keys(marketData()).map((name) => [name, null]));
    const quotes = await ask(answer(200, marketDataAnswer({ ...unknown, price_usd: 5 })));
    const nulls = Object.fromEntries(Object.keys(quote).map((name) => [name, null]));
    expect(await quotes()).toEqual({ ...nulls, time: quote.time, priceUsd: 5 });
  });

  test('reads a compressed response', async () => {
    const quotes = await ask(answer(200, gzipSync(JSON.stringify(metricsAnswer())), { 'content-encoding': 'gzip' }));
    expect(await quotes()).toEqual(quote);
  });

  test.each(['2023-01-10T09:00:02Z', '2023-01-10T10:00:02.0+01:00', '2023-01-10T09:00:02.000999999Z'])(
    'reads the instant %s',
    async (timestamp) => {
      const quotes = await ask(answer(200, { ...metricsAnswer(), status: { timestamp } }));
      expect((await quotes()).time).toBe(Date.UTC(2023, 0, 10, 9, 0, 2));
    },
  );

  test.each([401, 403])('says how to set a key for a %d without one', async (status) => {
    expect(await failureOf(answer(status, {}), { key: undefined! })).toMatchObject({
      code: 'PENSTOCK_UNAUTHORIZED',
      message: expect.stringMatching(/MESSARI_API_KEY.*option key/),
    });
  });

  test.each([401, 403])('says that Messari rejected the key for a %d, and does not show it', async (status) => {
    expect(await failureOf(answer(status, { error: key }))).toMatchObject({
      code: 'PENSTOCK_UNAUTHORIZED',
      message: expect.stringContaining('Messari rejected the key'),
    });
  });

  test.each([
    ['7', 7_000],
    ['Wed, 01 Jan 2020 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads the Retry-After of a 429: %s', async (header, retryAfter) => {
    const error = await failureOf(answer(429, key, header === undefined ? {} : { 'retry-after': header }));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ code: 'PENSTOCK_RATE_LIMITED', retryAfter });
  });

  test.each([
    [408, 'PENSTOCK_UNAVAILABLE'],
    [500, 'PENSTOCK_UNAVAILABLE'],
    [503, 'PENSTOCK_UNAVAILABLE'],
    [400, 'PENSTOCK_BAD_RESPONSE'],
    [404, 'PENSTOCK_BAD_RESPONSE'],
    [304, 'PENSTOCK_BAD_RESPONSE'],
  ])('throws, for the status %d, the code %s', async (status, code) => {
    const error = await failureOf(answer(status, status === 304 ? '' : key));
    expect(error).toMatchObject({ code, message: expect.stringContaining(String(status)) });
  });

  test('reads the Retry-After of a 503', async () => {
    expect(await failureOf(answer(503, '', { 'retry-after': '7' }))).toMatchObject({
      code: 'PENSTOCK_UNAVAILABLE',
      retryAfter: 7_000,
    });
  });

  test('throws a transient error for a response that breaks off', async () => {
    const cut: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"status":', () => response.destroy());
    };
    expect(await failureOf(cut)).toMatchObject({ code: 'PENSTOCK_UNAVAILABLE' });
  });

  test('names the reason when it cannot connect', async () => {
    const endpoint = await listen(() => undefined);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    await expect(messariQuotes({ asset: 'btc', api: 'v1', endpoint })()).rejects.toMatchObject({
      code: 'PENSTOCK_UNAVAILABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test.each([
    ['never answers', () => undefined],
    ['stalls in the middle', ((_, response) => void response.writeHead(200).write('{')) satisfies RequestListener],
  ])('gives up on a server that %s', async (_, listener: RequestListener) => {
    expect(await failureOf(listener, { timeout: '100ms' })).toMatchObject({ code: 'PENSTOCK_TIMEOUT' });
  });

  test.each(['30d', '100w', Infinity] as const)('waits for a slow response with a timeout of %s', async (timeout) => {
    const slow: RequestListener = (_, response) =>
      void setTimeout(() => response.end(JSON.stringify(metricsAnswer())), 30);
    const endpoint = await listen(slow);
    expect((await messariQuotes({ asset: 'btc', api: 'v1', endpoint, timeout })()).priceUsd).toBeGreaterThan(0);
  });

  test.each([
    ['HTML', `<html>${key}</html>`],
    ['nothing', ''],
    ['JSON cut short', '{"status":{"elapsed":0'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('rejects %s instead of JSON, and repeats none of it', async (_, body) => {
    const error = await failureOf(answer(200, body));
    expect(error).toMatchObject({ code: 'PENSTOCK_BAD_RESPONSE', message: expect.stringContaining('Expected JSON') });
    expect(error).not.toHaveProperty('cause');
  });

  test.each<[string, unknown, string]>([
    ['null', null, 'an object at the top of'],
    ['an array', [], 'an object at the top of'],
    ['no data', { status: metricsAnswer().status }, 'an object at data of'],
    ['null for data', { ...metricsAnswer(), data: null }, 'an object at data of'],
    ['no market data', { ...metricsAnswer(), data: {} }, 'an object at data.market_data of'],
    ['no instant', { ...metricsAnswer(), status: {} }, 'at status.timestamp of'],
    ['an instant in words', { ...metricsAnswer(), status: { timestamp: key } }, 'at status.timestamp of'],
    [
      'a day that does not exist',
      { ...metricsAnswer(), status: { timestamp: '2023-13-01T00:00:00Z' } },
      'at status.timestamp of',
    ],
    [
      'a price in a string',
      metricsAnswer({ price_usd: key }),
      `at data.market_data.price_usd of Messari's response for btc; got a string of ${key.length} characters`,
    ],
    ['a price of 0', metricsAnswer({ price_usd: 0 }), 'a finite number above 0 at data.market_data.price_usd'],
    ['a null price', metricsAnswer({ price_usd: null }), 'at data.market_data.price_usd of'],
    [
      'a price missing',
      metricsAnswer({ price_usd: undefined }),
      "at data.market_data.price_usd of Messari's response for btc; got nothing",
    ],
    [
      'a negative volume',
      metricsAnswer({ volume_last_24_hours: -1 }),
      'a finite number of at least 0 at data.market_data.volume_last_24_hours',
    ],
    [
      'a trailing part of another type',
      metricsAnswer({ ohlcv_last_1_hour: [] }),
      'an object at data.market_data.ohlcv_last_1_hour of',
    ],
    [
      'a trailing part without a close',
      metricsAnswer({ ohlcv_last_24_hour: { open: 1, high: 1, low: 1 } }),
      'at data.market_data.ohlcv_last_24_hour.close of',
    ],
  ])('rejects a response with %s and names the path', async (_, body, message) => {
    expect(await failureOf(answer(200, body))).toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message: expect.stringContaining(message),
    });
  });

  test('rejects a number too large for a double', async () => {
    const body = JSON.stringify(metricsAnswer()).replace('19000.5', '1e999');
    expect(await failureOf(answer(200, body))).toMatchObject({
      message: expect.stringContaining('price_usd of Messari'),
    });
  });

  test('rejects a response above maxBytes, also when it is smaller compressed', async () => {
    const long = JSON.stringify(metricsAnswer({ note: 'x'.repeat(5_000) }));
    const refused = { code: 'PENSTOCK_BAD_RESPONSE', message: expect.stringContaining('at most 4000 bytes') };
    expect(await failureOf(answer(200, long), { maxBytes: 4_000 })).toMatchObject(refused);
    const small = answer(200, gzipSync(long), { 'content-encoding': 'gzip' });
    expect(await failureOf(small, { maxBytes: 4_000 })).toMatchObject(refused);
  });

  test('follows redirects on the same origin, and stops in a loop', async () => {
    const asked: unknown[] = [];
    const quotes = await ask((request, response) => {
      asked.push(request.headers['x-messari-api-key']);
      answer(request.url === '/new' ? 200 : 302, metricsAnswer(), { location: '/new' })(request, response);
    });
    expect(await quotes()).toEqual(quote);
    expect(asked).toEqual([key, key]);
    expect(await failureOf(answer(302, '', { location: '/again' }))).toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message: expect.stringContaining('more than 5 times'),
    });
  });

  test('does not follow a redirect to another origin', async () => {
    let elsewhere = 0;
    const other = await listen((request, response) => {
      elsewhere += 1;
      answer(200, metricsAnswer())(request, response);
    });
    expect(await failureOf(answer(307, '', { location: `${other}?${key}` }))).toMatchObject({
      code: 'PENSTOCK_BAD_RESPONSE',
      message: expect.stringContaining('another origin'),
    });
    expect(elsewhere).toBe(0);
  });

  test('throws the reason of either signal, before and during the request', async () => {
    const [always, once] = [new AbortController(), new AbortController()];
    const asked: (() => void)[] = [];
    const quotes = await ask(() => asked.shift()?.(), { signal: always.signal });
    const enough = new Error('enough');
    asked.push(() => once.abort(enough));
    await expect(quotes(once.signal)).rejects.toBe(enough);
    await expect(quotes(once.signal)).rejects.toBe(enough);
    asked.push(() => always.abort(new Error('all over')));
    await expect(quotes()).rejects.toThrow('all over');
    await expect(quotes()).rejects.toThrow('all over');
  });

  test("does not repeat the message of an error of the caller's fetch", async () => {
    const quotes = messariQuotes({ asset: 'btc', key, fetch: () => Promise.reject(new RangeError(`sent ${key}`)) });
    const error = await quotes().catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'PENSTOCK_BAD_RESPONSE', message: expect.stringContaining('RangeError') });
    expect(inspect(error)).not.toContain(key);
  });

  test('throws only errors of this package, for any JSON response', async () => {
    let body: unknown;
    const quotes = await ask((request, response) => answer(200, body ?? null)(request, response));
    const changes = fc.dictionary(fc.constantFrom(...Object.keys(marketData())), fc.jsonValue(), {
      noNullPrototype: true,
    });
    const answers = fc.oneof(fc.jsonValue(), changes.map(metricsAnswer));
    await fc.assert(
      fc.asyncProperty(answers, async (value) => {
        body = typeof value === 'string' ? JSON.stringify(value) : value;
        const got = await quotes().catch((error: unknown) => error);
        if (got instanceof Error) expect(got).toMatchObject({ name: 'PenstockError', code: 'PENSTOCK_BAD_RESPONSE' });
        else expect(got).toMatchObject({ time: quote.time, priceUsd: expect.any(Number) });
      }),
      { numRuns: 100 },
    );
  });

  test.each<[string, Partial<MessariQuotesOptions>]>([
    ['an asset that would change the address', { asset: '../btc' }],
    ['an asset of nothing', { asset: '' }],
    ['an unknown api', { api: 'v3' as 'v2' }],
    ['an unknown path', { api: 'v1', path: 'profile' as 'metrics' }],
    ['a path without api v1', { path: 'metrics' }],
    ['a key with a line end', { key: `${key}\n` }],
    ['an empty key', { key: '' }],
    ['a timeout of 0', { timeout: 0 }],
    ['a timeout that is not a number', { timeout: NaN }],
    ['an answer of no bytes', { maxBytes: 0 }],
    ['an endpoint that is not a URL', { endpoint: key }],
    ['an endpoint with credentials', { endpoint: `https://${key}@example.com` }],
    ['an endpoint with a query', { endpoint: `https://example.com/?${key}` }],
    ['a key over http to another machine', { endpoint: 'http://example.com' }],
    ['a fetch that is not a function', { fetch: 'none' as unknown as typeof fetch }],
  ])('rejects %s when called, without showing a key', (_, options) => {
    let error: unknown;
    try {
      messariQuotes({ asset: 'btc', key, ...options });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
    expect(inspect(error)).not.toContain(key);
  });

  test('names the environment variable that is not a valid key', () => {
    vi.stubEnv('MESSARI_API_KEY', `${key} `);
    expect(() => messariQuotes({ asset: 'btc' })).toThrow(/^MESSARI_API_KEY must be/);
  });
});

describe('messariQuotes of version 2', () => {
  const details = {
    time: Date.UTC(2025, 9, 31, 21, 51),
    priceUsd: 109_561.75,
    priceBtc: 1,
    priceEth: 28.5,
    volumeLast24Hours: 37_000_000_000,
    realVolumeLast24Hours: null,
    volumeOverstatement: null,
    percentChangeUsdLast24Hours: 1.5,
    percentChangeBtcLast24Hours: null,
    percentChangeEthLast24Hours: null,
    ohlcvLastHour: { open: 109_439, high: 109_698, low: 109_299, close: 109_561, volume: 603_000_000 },
    ohlcvLast24Hours: { open: 107_886, high: 111_052, low: 107_488, close: 109_561, volume: 37_000_000_000 },
    lastTradeAt: null,
  };
  const askFor = async (asset: string, listener: RequestListener) =>
    messariQuotes({ asset, key, endpoint: await listen(listener) });

  test.each([
    ['bitcoin', 'slugs'],
    [bitcoinId, 'ids'],
  ])('is the default, and requests %s by %s', async (asset, parameter) => {
    const asked: IncomingMessage[] = [];
    const quotes = await askFor(asset, (request, response) => {
      asked.push(request);
      answer(200, detailsAnswer())(request, response);
    });
    expect(await quotes()).toEqual(details);
    expect(asked[0]!.url).toBe(`/api/v1/assets/details?${parameter}=${asset}`);
    expect(asked[0]!.headers['x-messari-api-key']).toBe(key);
  });

  test('uses the current address of the API', async () => {
    const asked: unknown[] = [];
    const send = (async (address: unknown) => {
      asked.push(address);
      return Response.json(detailsAnswer());
    }) as typeof fetch;
    await messariQuotes({ asset: 'bitcoin', fetch: send })();
    expect(asked).toEqual(['https://api.messari.io/metrics/v2/assets/details?slugs=bitcoin']);
  });

  test('returns null for null and missing values', async () => {
    const names = Object.keys(detailsMarketData()).filter((name) => !['priceUsd', 'priceAt'].includes(name));
    for (const nothing of [null, undefined]) {
      const changes = Object.fromEntries(names.map((name) => [name, nothing]));
      const quotes = await askFor('bitcoin', answer(200, detailsAnswer(changes, { returnOnInvestment: nothing })));
      const nulls = Object.fromEntries(Object.keys(details).map((name) => [name, null]));
      expect(await quotes()).toEqual({ ...nulls, time: details.time, priceUsd: details.priceUsd });
    }
  });

  test.each<[string, unknown, string]>([
    ['no asset, as for a symbol', { error: null, data: [] }, 'a slug such as bitcoin, not the symbol BTC'],
    ['another asset', detailsAnswer({}, { slug: 'ethereum', id: 'x' }), 'got an array of 1'],
    ['no list', { error: key, data: null }, 'an array at data of'],
    ['no market data', { data: [{ slug: 'bitcoin' }] }, 'an object at data[0].marketData of'],
    ['no price', detailsAnswer({ priceUsd: null }), 'a finite number above 0 at data[0].marketData.priceUsd'],
    ['no instant', detailsAnswer({ priceAt: null }), 'data[0].marketData.priceAt'],
    ['half an hour', detailsAnswer({ ohlcv1HourUsd: { open: 1 } }), 'data[0].marketData.ohlcv1HourUsd.high'],
  ])('rejects a response with %s', async (_, body, message) => {
    const quotes = await askFor('bitcoin', answer(200, body));
    const error = await quotes().catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'PENSTOCK_BAD_RESPONSE', message: expect.stringContaining(message) });
    expect(inspect(error)).not.toContain(key);
  });
});

describe('messariQuotes, polled', () => {
  test('is retried after a 429, a failure and a timeout, and waits as long as the server asks', async () => {
    const bad: RequestListener[] = [answer(429, '', { 'retry-after': '1' }), answer(500, ''), () => undefined];
    const errors: unknown[] = [];
    const began = Date.now();
    let waited = 0;
    const quotes = await ask(
      (request, response) => {
        if (bad.length === 2 && waited === 0) waited = Date.now() - began;
        (bad.shift() ?? answer(200, metricsAnswer()))(request, response);
      },
      { timeout: 200 },
    );
    const source = poll(quotes, {
      every: 5,
      retry: { initialDelay: 1, maxDelay: 2 },
      onError: (error) => errors.push((error as { code: unknown }).code),
    });
    expect(source.name).toBe('messari-btc');
    expect(await take(source, 2)).toEqual([quote, quote]);
    expect(errors).toEqual(['PENSTOCK_RATE_LIMITED', 'PENSTOCK_UNAVAILABLE', 'PENSTOCK_TIMEOUT']);
    // A timer of Node may run a millisecond early.
    expect(waited).toBeGreaterThanOrEqual(990);
  });

  test('is not retried after a rejected key or a response of another shape', async () => {
    for (const [status, code] of [
      [401, 'PENSTOCK_UNAUTHORIZED'],
      [200, 'PENSTOCK_BAD_RESPONSE'],
    ] as const) {
      let asked = 0;
      const quotes = await ask((request, response) => {
        asked += 1;
        answer(status, {})(request, response);
      });
      await expect(take(poll(quotes, { every: 5 }), 1)).rejects.toMatchObject({ code });
      expect(asked).toBe(1);
    }
  });
});
