import { describe, expect, test } from 'vitest';
import { exchangePairs } from '../../src/exchange/exchange-pairs.ts';
import type { CcxtExchange, CcxtTrade } from '../../src/exchange/index.ts';

const start = Date.UTC(2026, 0, 1);
const trades = Array.from({ length: 2_500 }, (_, n) => ({
  id: String(1_000 + n),
  timestamp: start + n * 700,
  price: 1,
  amount: 1,
}));

interface Params {
  readonly since?: string;
  readonly fromId?: string;
  readonly startTime?: number;
  readonly until?: number;
  readonly after?: string;
  readonly time?: string;
  readonly type?: string;
  readonly method?: string;
  readonly fetchTradesMethod?: string;
}
type Answer = (since: number | undefined, limit: number | undefined, params: Params) => readonly CcxtTrade[];

/** The REST responses of each exchange, as in its documentation. */
const answers: Record<string, Answer> = {
  kraken: (_since, limit, { since }) =>
    trades.filter(({ timestamp }) => timestamp > Number(BigInt(since!) / 1_000_000n)).slice(0, limit),
  binance: (_since, limit, { fromId, startTime, fetchTradesMethod }) =>
    fetchTradesMethod === 'publicGetAggTrades'
      ? trades.filter((trade) => (fromId ? trade.id >= fromId : trade.timestamp >= startTime!)).slice(0, limit)
      : [],
  coinbase: (since, limit, { until }) =>
    trades.filter(({ timestamp }) => timestamp >= since! && timestamp <= until!).slice(-limit!),
  okx: (_since, limit, { after, type, method }) =>
    method === 'publicGetMarketHistoryTrades' && type === '2'
      ? trades.filter(({ timestamp }) => after === undefined || timestamp < Number(after)).slice(-limit!)
      : [],
};

const exchangeOf = (answer: Answer) =>
  ({
    fetchTrades: async (_symbol: string, since: number | undefined, limit: number | undefined, params: Params = {}) =>
      answer(since, limit, params),
  }) as unknown as CcxtExchange;

describe.each(Object.keys(answers))('the backfill of %s', (name) => {
  const pair = exchangePairs[name]!;

  test('returns all trades from an instant on, page by page', async () => {
    const exchange = exchangeOf(answers[name]!);
    const seen = new Set<string>();
    let last: CcxtTrade | undefined;
    for (let more = true; more;) {
      const { timestamp: time = start, id = '' } = last ?? {};
      const place = last ? { after: { id, time } } : { since: start };
      const page = await pair.backfill(exchange, 'BTC/USD', place);
      // The known trade comes again, which proves that nothing is missing after it.
      if (last) expect(page.values.map((trade) => trade.id)).toContain(last.id);
      for (const trade of page.values) seen.add(trade.id!);
      const before = last?.timestamp ?? 0;
      for (const trade of page.values) if (trade.timestamp! > (last?.timestamp ?? 0)) last = trade;
      more = page.more;
      if (more) expect(last!.timestamp).toBeGreaterThan(before);
    }
    expect([...seen].toSorted((a, b) => Number(a) - Number(b))).toEqual(trades.map(({ id }) => id));
  });
});

test.each([
  [20_000, 30_000, ['minute'], true],
  [600_000, 30_000, ['hour'], true],
  [20_000_000, 30_000, ['day'], true],
  [90_000_000, 30_000, ['day'], false],
  // The case of a slow clock (ten minutes) on this machine, or of no trades.
  [20_000, -600_000, ['minute', 'hour', 'day'], true],
])(
  'requests to Bitstamp from %i ms ago on get longer until one has a trade %i ms before that',
  async (age, before, spans, reaches) => {
    const asked: unknown[] = [];
    const since = Date.now() - age;
    const exchange = exchangeOf((_since, _limit, { time }) => {
      asked.push(time);
      return age < 90_000_000 ? [{ id: '1', timestamp: since - before, price: 1, amount: 1 }] : [];
    });
    const page = await exchangePairs['bitstamp']!.backfill(exchange, 'BTC/USD', { since });
    expect(asked).toEqual(spans);
    expect(page).toMatchObject({ reaches, more: false });
  },
);

test('requests to Bitstamp get longer until a response contains the known trade', async () => {
  const time = Date.now() - 20_000;
  const exchange = exchangeOf((_since, _limit, params) =>
    params.time === 'hour' ? [{ id: '1', timestamp: Math.floor(time / 1_000) * 1_000, price: 1, amount: 1 }] : [],
  );
  const page = await exchangePairs['bitstamp']!.backfill(exchange, 'BTC/USD', { after: { id: '1', time } });
  expect(page.values).toHaveLength(1);
});

test('the request to Bitstamp is extended if the response begins in the same second as the known trade', async () => {
  const time = Math.floor(Date.now() / 1_000) * 1_000 - 20_000;
  const second = ['1', '2', '3'].map((id) => ({ id, timestamp: time, price: 1, amount: 1 }));
  const exchange = exchangeOf((_since, _limit, params) => (params.time === 'minute' ? second.slice(2) : second));
  const page = await exchangePairs['bitstamp']!.backfill(exchange, 'BTC/USD', { after: { id: '1', time: time + 300 } });
  expect(page.values).toEqual(second);
});

test('the backfill of Bybit returns the last 60 trades, which do not prove that nothing is missing', async () => {
  const exchange = exchangeOf((_since, limit) => trades.slice(-limit!));
  const page = await exchangePairs['bybit']!.backfill(exchange, 'BTC/USDT', { since: start });
  expect(page.values).toHaveLength(60);
  expect(page).toMatchObject({ reaches: false, more: false });
});

test('the OKX channel with single trades needs no login', async () => {
  const exchange = { authenticate: () => Promise.reject(new Error('no key')) } as unknown as CcxtExchange;
  exchangePairs['okx']!.prepare!(exchange);
  await expect((exchange.authenticate as () => Promise<void>)()).resolves.toBeUndefined();
});
