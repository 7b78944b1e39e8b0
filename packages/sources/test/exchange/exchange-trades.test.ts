import { deliver, ohlc, run, settle, tapValue } from '@penstock/stream';
import type { TradeCandle } from '@penstock/stream';
import { afterEach, describe, expect, test } from 'vitest';
import { exchangeTrades } from '../../src/exchange/index.ts';
import type { Trade } from '../../src/exchange/index.ts';
import { inMemoryPositions } from './in-memory-positions.ts';
import type { LoopbackExchange } from './loopback-exchange.ts';
import type { LoopbackTrade } from './loopback-market.ts';
import { openBinance, openKraken, read } from './reading.ts';

const opened: LoopbackExchange[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((exchange) => exchange.close()));
});

const exchanges = {
  kraken: { open: openKraken, symbol: 'BTC/USD' },
  binance: { open: openBinance, symbol: 'BTC/USDT' },
};

const openLoopback = async (name: keyof typeof exchanges = 'kraken') => {
  const { open, symbol } = exchanges[name];
  const { loopback, exchange } = await open();
  opened.push(loopback);
  const store = inMemoryPositions();
  return {
    loopback,
    store,
    topic: `${name}:${symbol}`,
    ids: () => loopback.market.trades.map(({ id }) => id),
    options: { exchange, symbols: [symbol], store, since: Date.UTC(2026, 0, 1) },
  };
};

describe.each(['kraken', 'binance'] as const)('the trades of a loopback %s', (name) => {
  test('come once, in order and unchanged, over several backfill pages, disconnects and repeats', async () => {
    const { loopback, store, topic, ids, options } = await openLoopback(name);
    loopback.trade(1_500, 100);
    const reading = read(options);
    await reading.until(1_500);
    for (let outage = 0; outage < 2; outage += 1) {
      await loopback.subscribed();
      loopback.trade(20);
      loopback.send(loopback.market.trades.slice(-30, -5));
      loopback.cut();
      loopback.trade(300);
    }
    await loopback.subscribed();
    loopback.trade(10);
    await reading.until(ids().length);
    await reading.stop();
    expect(reading.ids()).toEqual(ids());
    expect(reading.got.map(({ time, price, size, side }) => ({ time, price, size, side }))).toEqual(
      loopback.market.trades.map(({ time, price, size, side }) => ({ time, price, size, side })),
    );
    expect([...reading.of('gap'), ...reading.of('late')]).toEqual([]);
    expect(store.cursors.get(topic)!.offset).toBe(ids().length);
  });

  test('continue at the committed position in the next run', async () => {
    const { loopback, ids, options } = await openLoopback(name);
    loopback.trade(300);
    const first = read(options);
    await first.until(300);
    await first.stop();
    loopback.trade(200);
    const second = read(options);
    await second.until(200);
    await second.stop();
    expect(second.ids()).toEqual(ids().slice(300));
  });
});

test("a burst of 5,000 trades between two reads is complete, although ccxt's cache is smaller", async () => {
  const { loopback, ids, options } = await openLoopback();
  loopback.trade(1);
  const reading = read(options);
  await loopback.subscribed();
  loopback.trade(1);
  await reading.until(2);
  const asked = loopback.asked.length;
  loopback.trade(5_000, 1, 500);
  await reading.until(5_002);
  await reading.stop();
  expect(reading.ids()).toEqual(ids());
  // All trades came by the socket.
  expect(loopback.asked).toHaveLength(asked);
});

test('the socket is closed when the sink is behind, and the other trades are backfilled', async () => {
  const { loopback, ids, options } = await openLoopback();
  loopback.trade(1);
  const reading = read({ ...options, maxBuffered: 1_000, maxInFlight: 100 });
  await loopback.subscribed();
  loopback.trade(3_000, 1, 1_500);
  await reading.until(3_001);
  await loopback.subscribed();
  loopback.trade(5);
  await reading.until(3_006);
  await reading.stop();
  expect(reading.of('paused').length).toBeGreaterThan(0);
  expect(reading.ids()).toEqual(ids());
});

test('trades that REST no longer has are reported as a gap with its bounds', async () => {
  const { loopback, ids, options } = await openLoopback('binance');
  loopback.trade(10);
  const reading = read(options);
  await reading.until(10);
  await loopback.subscribed();
  loopback.cut();
  loopback.faults.reach = 20;
  loopback.trade(100);
  await reading.until(30);
  await reading.stop();
  const at = (index: number) => {
    const { id, time } = loopback.market.trades[index]!;
    return { id: String(id), time };
  };
  expect(reading.of('gap')).toEqual([
    { kind: 'gap', lane: 'BTC/USDT', after: at(9), before: at(90), reason: 'out-of-reach' },
  ]);
  expect(reading.ids()).toEqual([...ids().slice(0, 10), ...ids().slice(90)]);
});

test('a gap is a process warning when there is no onReport', async () => {
  const { loopback, options } = await openLoopback('binance');
  loopback.trade(10);
  const first = read(options);
  await first.until(10);
  await first.stop();
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  loopback.trade(50);
  loopback.faults.reach = 5;
  const flow = exchangeTrades({ ...options, commitEvery: 20 });
  const stop = new AbortController();
  const done = run(flow, settle(), { signal: stop.signal });
  expect(await warned).toMatchObject({
    code: 'PENSTOCK_FEED_GAP',
    message: expect.stringContaining('BTC/USDT has a gap from 2026-01-01T00:00:00.100Z'),
  });
  stop.abort();
  await done;
});

test('REST is requested again until it has caught up with the socket', async () => {
  const { loopback, ids, options } = await openLoopback();
  loopback.trade(20);
  const reading = read(options);
  await loopback.subscribed();
  loopback.faults.lag = 5;
  loopback.trade(10, 10, 1);
  await reading.until(20);
  loopback.faults.lag = 0;
  await reading.until(30);
  await reading.stop();
  expect(reading.ids()).toEqual(ids());
  expect(reading.of('gap')).toEqual([]);
});

test('a silent socket is reopened', async () => {
  const { loopback, ids, options } = await openLoopback();
  loopback.trade(5);
  const reading = read({ ...options, silentAfter: 150 });
  await reading.until(5);
  await loopback.subscribed();
  loopback.faults.isSilent = true;
  loopback.trade(7);
  await expect.poll(() => reading.of('down').length, { timeout: 5_000, interval: 5 }).toBeGreaterThan(0);
  loopback.faults.isSilent = false;
  await reading.until(12);
  await reading.stop();
  expect(reading.of('down')[0]).toMatchObject({ error: { code: 'PENSTOCK_TIMEOUT' } });
  expect(reading.ids()).toEqual(ids());
});

test('REST is retried during maintenance', async () => {
  const { loopback, ids, options } = await openLoopback();
  loopback.trade(5);
  loopback.faults.statuses.push(503, 503);
  const reading = read(options);
  await reading.until(5);
  await reading.stop();
  expect(reading.of('backfill-failed')).toMatchObject([
    { lane: 'BTC/USD', error: { code: 'PENSTOCK_UNAVAILABLE' }, attempt: 1 },
    { lane: 'BTC/USD', error: { code: 'PENSTOCK_UNAVAILABLE' }, attempt: 2 },
  ]);
  expect(reading.ids()).toEqual(ids());
});

test('the flow ends quickly even if the exchange never responds', async () => {
  const { loopback, options } = await openLoopback();
  loopback.faults.isMute = true;
  const reading = read(options);
  await expect.poll(() => loopback.asked.length, { interval: 2 }).toBeGreaterThan(0);
  await reading.stop();
  expect(reading.got).toEqual([]);
  // ccxt itself gives up after 10 s.
}, 5_000);

test('maintenance beyond giveUpAfter fails the flow', async () => {
  const { loopback, options } = await openLoopback();
  loopback.faults.statuses.push(...Array<number>(1_000).fill(503));
  const { done } = read({ ...options, retry: { initialDelay: 1, maxDelay: 5, giveUpAfter: 60 } });
  await expect(done).rejects.toMatchObject({ code: 'PENSTOCK_UNAVAILABLE' });
});

test('a symbol that the exchange does not have fails the flow', async () => {
  const { options } = await openLoopback();
  const { done } = read({ ...options, symbols: ['ETH/USD'] });
  await expect(done).rejects.toMatchObject({
    code: 'PENSTOCK_SYMBOL_UNKNOWN',
    message: expect.stringContaining('ETH/USD'),
  });
});

test('a symbol whose market is closed fails the flow', async () => {
  const { options } = await openLoopback();
  const markets = await options.exchange.loadMarkets();
  Object.assign(markets['BTC/USD']!, { active: false });
  await expect(read(options).done).rejects.toMatchObject({ code: 'PENSTOCK_SYMBOL_UNKNOWN' });
});

test('a derivatives market fails the flow, because its ids are not known to match', async () => {
  const { options } = await openLoopback();
  const markets = await options.exchange.loadMarkets();
  Object.assign(markets['BTC/USD']!, { spot: false, swap: true });
  await expect(read(options).done).rejects.toMatchObject({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' });
});

test('a subscription that is rejected because the symbol was delisted fails the flow', async () => {
  const { loopback, options } = await openLoopback();
  loopback.faults.refusal = JSON.stringify({
    error: 'Currency pair not supported BTC/USD',
    method: 'subscribe',
    success: false,
    req_id: 1,
    symbol: 'BTC/USD',
  });
  await expect(read(options).done).rejects.toMatchObject({ code: 'PENSTOCK_SYMBOL_UNKNOWN' });
});

test("trades are ordered by id if the exchange's clock is months off or is set back", async () => {
  const { loopback, ids, options } = await openLoopback();
  // The times of the loopback exchange are in another year than the clock of this machine.
  loopback.trade(30);
  const reading = read(options);
  await reading.until(30);
  await loopback.subscribed();
  loopback.trade(1, -50);
  loopback.trade(10, 10);
  await reading.until(41);
  await reading.stop();
  expect(reading.ids()).toEqual(ids());
});

test('each trade comes once if messages are out of order, repeated or part of a snapshot', async () => {
  const { loopback, ids, options } = await openLoopback();
  loopback.trade(40);
  const reading = read({ ...options, reorderWithin: 30 });
  await loopback.subscribed();
  // A part of a snapshot, as exchanges send after a subscription.
  loopback.send(loopback.market.trades.filter(({ id }) => id > 1_020 && id % 2 === 1));
  const later = loopback.market.trade(12, 10);
  for (const at of [1, 0, 2, 5, 4, 3, 5, 8, 7, 6, 6, 11, 9, 10]) loopback.send([later[at]!]);
  await reading.until(52);
  await reading.stop();
  expect(reading.ids()).toEqual(ids());
});

test('an id that is not a number fails the flow of an exchange whose ids are numbers', async () => {
  const { loopback, options } = await openLoopback();
  loopback.trade(1);
  const reading = read(options);
  await loopback.subscribed();
  loopback.sendText(
    JSON.stringify({
      channel: 'trade',
      type: 'update',
      data: [{ symbol: 'BTC/USD', side: 'buy', price: 1, qty: 1, trade_id: 'T-17', timestamp: '2026-01-01T00:00:01Z' }],
    }),
  );
  await expect(reading.done).rejects.toMatchObject({
    code: 'PENSTOCK_BAD_RESPONSE',
    message: expect.stringContaining('"T-17"'),
  });
});

test('trades under the name of a symbol that was not requested fail the flow, because they would be lost', async () => {
  const { loopback, options } = await openLoopback();
  loopback.trade(1);
  const reading = read(options);
  await loopback.subscribed();
  const trade = { side: 'buy', price: 1, qty: 1, trade_id: 17, timestamp: '2026-01-01T00:00:01Z' };
  loopback.sendText(JSON.stringify({ channel: 'trade', type: 'update', data: [{ ...trade, symbol: 'BTC/USDC' }] }));
  await expect(reading.done).rejects.toMatchObject({
    code: 'PENSTOCK_EXCHANGE_UNSUPPORTED',
    message: expect.stringContaining('got some of BTC/USDC'),
  });
});

test('a trade without a price is rejected and handled by onReject, and the other trades are delivered', async () => {
  const { loopback, ids, options } = await openLoopback();
  loopback.market.trade(3, 10);
  Object.assign(loopback.market.trades[1]!, { price: 0 });
  const reading = read({ ...options, onReject: 'skip' });
  await reading.until(2);
  await reading.stop();
  expect(reading.ids()).toEqual([ids()[0], ids()[2]]);
  const strict = read({ ...options, store: inMemoryPositions() });
  await expect(strict.done).rejects.toMatchObject({ cause: { code: 'PENSTOCK_VALUE_INVALID' } });
});

test('an unlisted exchange is rejected, or accepted with gaps that its REST cannot fill', async () => {
  const { loopback, options } = await openLoopback();
  const exchange = Object.assign(options.exchange, { id: 'elsewhere' });
  expect(() => exchangeTrades(options)).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' }) as Error,
  );
  loopback.trade(4);
  const reading = read({ ...options, exchange, unlisted: 'accept', reorderWithin: 1 });
  await reading.until(4);
  await reading.stop();
  expect(reading.of('gap')).toMatchObject([{ after: { time: options.since }, reason: 'out-of-reach' }]);
});

test.each<[string, object]>([
  ['exchange', { exchange: {} }],
  ['symbols', { symbols: [] }],
  ['unlisted', { unlisted: 'maybe' }],
  ['store', { store: undefined }],
])('an invalid %s is rejected when called', (option, changes) => {
  const options = { exchange: 'kraken', symbols: ['BTC/USD'], store: inMemoryPositions() };
  expect(() => exchangeTrades({ ...options, ...changes })).toThrow(
    expect.objectContaining({
      code: 'PENSTOCK_BAD_OPTION',
      message: expect.stringContaining(option) as string,
    }) as Error,
  );
});

test('candles of a feed with ten outages equal those of the feed without outages', async () => {
  const { loopback, options } = await openLoopback();
  const candles: TradeCandle[] = [];
  const stop = new AbortController();
  const flow = exchangeTrades({
    ...options,
    commitEvery: 20,
    state: 'volatile',
    retry: { initialDelay: 1, maxDelay: 5 },
  });
  const minutes = ohlc<Trade>({ interval: '1m', price: ({ price }) => price, volume: ({ size }) => size });
  const done = run(
    flow,
    minutes,
    tapValue((candle) => void candles.push(candle)),
    settle(),
    { signal: stop.signal },
  );
  for (let outage = 0; outage < 10; outage += 1) {
    await loopback.subscribed();
    loopback.trade(40, 977);
    loopback.cut();
    loopback.trade(150, 977);
  }
  await loopback.subscribed();
  loopback.trade(61, 1_000, 1);
  const whole: TradeCandle[] = [];
  await run(
    deliver(loopback.market.trades, { time: ({ time }) => time }),
    ohlc<LoopbackTrade>({ interval: '1m', price: ({ price }) => price, volume: ({ size }) => size }),
    tapValue((candle) => void whole.push(candle)),
    settle(),
  );
  await expect.poll(() => candles.length, { timeout: 10_000, interval: 5 }).toBeGreaterThanOrEqual(whole.length - 1);
  stop.abort();
  await done;
  // A stopped run leaves the last candle open; a run that ends closes it.
  expect(candles).toEqual(whole.slice(0, candles.length));
  expect(whole.length).toBeGreaterThan(30);
});
