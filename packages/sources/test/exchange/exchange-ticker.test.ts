import { afterEach, expect, test } from 'vitest';
import { exchangeTicker } from '../../src/exchange/index.ts';
import type { ExchangeQuote, FeedDown } from '../../src/exchange/index.ts';
import type { CcxtTicker } from '../../src/exchange/ccxt/ccxt-exchange.ts';
import { krakenShape } from './kraken-shape.ts';
import type { LoopbackExchange } from './loopback-exchange.ts';
import { openKraken } from './reading.ts';

const opened: LoopbackExchange[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((exchange) => exchange.close()));
});

const start = Date.UTC(2026, 0, 1);
const openTicker = async (options: { silentAfter?: number } = {}, id = 'kraken') => {
  const { loopback, exchange } = await openKraken();
  Object.assign(exchange, { id });
  opened.push(loopback);
  const downs: FeedDown[] = [];
  const quotes = exchangeTicker({
    exchange,
    symbols: ['BTC/USD'],
    retry: { initialDelay: 1, maxDelay: 10 },
    onReport: (report) => void downs.push(report),
    ...options,
  });
  const send = (price: number, time: number) => loopback.sendText(JSON.stringify(krakenShape.ticker(price, time)));
  return { loopback, exchange, downs, quotes, send };
};

test('a ticker becomes a quote, with null for values that the exchange does not send', async () => {
  const { loopback, quotes, send } = await openTicker();
  const reader = quotes[Symbol.asyncIterator]();
  const first = reader.next();
  await loopback.subscribed();
  send(30_300, start);
  const { value } = (await first) as { readonly value: ExchangeQuote };
  // ccxt has no time for Kraken's tickers, so the time is when the ticker came.
  expect(Math.abs(value.time - Date.now())).toBeLessThan(60_000);
  expect(value).toEqual({
    symbol: 'BTC/USD',
    updates: 1,
    time: value.time,
    priceUsd: 30_300,
    priceBtc: null,
    priceEth: null,
    volumeLast24Hours: 606_000,
    realVolumeLast24Hours: null,
    volumeOverstatement: null,
    percentChangeUsdLast24Hours: 1,
    percentChangeBtcLast24Hours: null,
    percentChangeEthLast24Hours: null,
    ohlcvLastHour: null,
    ohlcvLast24Hours: { open: 30_000, high: 30_400, low: 30_200, close: 30_300, volume: 606_000 },
    lastTradeAt: null,
  } satisfies ExchangeQuote);
  await reader.return?.();
});

test('a slow reader gets the latest quote, with the number of tickers since the last one', async () => {
  const { loopback, exchange, quotes, send } = await openTicker();
  const reader = quotes[Symbol.asyncIterator]();
  const first = reader.next();
  await loopback.subscribed();
  send(1, start);
  await first;
  for (let n = 0; n < 1_500; n += 1) send(100 + n, start + n);
  const latest = () => (exchange.tickers as Record<string, CcxtTicker>)['BTC/USD']?.last;
  await expect.poll(latest, { timeout: 10_000, interval: 5 }).toBe(1_599);
  expect((await reader.next()).value).toMatchObject({ priceUsd: 1_599, updates: 1_500 });
  await reader.return?.();
});

test.each([
  ['is cut', undefined, 'PENSTOCK_UNAVAILABLE'],
  ['says nothing', 100, 'PENSTOCK_TIMEOUT'],
])('a socket that %s is reopened', async (_what, silentAfter, code) => {
  const { loopback, downs, quotes, send } = await openTicker(silentAfter === undefined ? {} : { silentAfter });
  const reader = quotes[Symbol.asyncIterator]();
  const first = reader.next();
  await loopback.subscribed();
  if (silentAfter === undefined) loopback.cut();
  await expect.poll(() => downs.length, { timeout: 3_000, interval: 5 }).toBeGreaterThan(0);
  const sending = setInterval(() => send(7, start), 5);
  expect((await first).value).toMatchObject({ priceUsd: 7 });
  clearInterval(sending);
  expect(downs[0]).toMatchObject({ kind: 'down', error: { code }, attempt: 1 });
  await reader.return?.();
});

test.each<[string, object]>([
  ['exchange', { exchange: 'No Exchange' }],
  ['symbols', { symbols: ['BTC/USD', 'BTC/USD'] }],
  ['silentAfter', { silentAfter: 0 }],
  ['maxDelay', { retry: { maxDelay: -1 } }],
  ['onReport', { onReport: 'print' }],
  ['random', { random: 0.5 }],
])('an invalid %s is rejected when called', (option, changes) => {
  expect(() => exchangeTicker({ exchange: 'kraken', symbols: ['BTC/USD'], ...changes })).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(option) as string,
    }) as Error,
  );
});

test('an exchange without tickers by WebSocket, and a symbol not quoted in dollars, are rejected', async () => {
  const { exchange, quotes } = await openTicker();
  Object.assign(exchange, { has: { ...exchange.has, watchTicker: false } });
  await expect(quotes[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' });
  expect(() => exchangeTicker({ exchange, symbols: ['BTC/EUR'] })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }) as Error,
  );
});

test('a market whose tickers come under the name of another market is rejected', async () => {
  const { exchange, quotes } = await openTicker({}, 'coinbase');
  const markets = await exchange.loadMarkets();
  Object.assign(markets['BTC/USD']!, { info: { alias: 'BTC-EUR' } });
  await expect(quotes[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' });
});
