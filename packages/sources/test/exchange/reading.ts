import { run, settle, tapValue } from '@penstock/stream';
import ccxt from 'ccxt';
import { expect } from 'vitest';
import { exchangeTrades } from '../../src/exchange/index.ts';
import type { CcxtExchange, ExchangeTradesOptions, FeedReport, Trade } from '../../src/exchange/index.ts';
import { binanceShape } from './binance-shape.ts';
import { krakenShape } from './kraken-shape.ts';
import { LoopbackExchange } from './loopback-exchange.ts';

/** A loopback exchange and the ccxt exchange that is its client. */
export interface Loopback {
  readonly loopback: LoopbackExchange;
  readonly exchange: CcxtExchange;
}

export const openKraken = async (): Promise<Loopback> => {
  const loopback = await LoopbackExchange.open(krakenShape);
  return { loopback, exchange: krakenAt(loopback.host) };
};

/** Makes ccxt's Kraken with the URLs of the loopback exchange. */
export const krakenAt = (host: string): CcxtExchange => {
  const exchange = new ccxt.pro.kraken({ enableRateLimit: false });
  exchange.urls['api'] = { public: `http://${host}`, private: `http://${host}`, ws: { publicV2: `ws://${host}/v2` } };
  return exchange;
};

export const openBinance = async (): Promise<Loopback> => {
  const loopback = await LoopbackExchange.open(binanceShape);
  return { loopback, exchange: binanceAt(loopback.host) };
};

/** Makes ccxt's Binance with the URLs of the loopback exchange. */
export const binanceAt = (host: string): CcxtExchange => {
  const exchange = new ccxt.pro.binance({ enableRateLimit: false, options: { fetchMarkets: { types: ['spot'] } } });
  exchange.urls['api'] = { public: `http://${host}/api/v3`, ws: { spot: `ws://${host}/stream` } };
  return exchange;
};

/** Runs a flow of trades and collects them. */
export const read = (options: ExchangeTradesOptions) => {
  const got: Trade[] = [];
  const reports: FeedReport[] = [];
  const stop = new AbortController();
  const flow = exchangeTrades({
    retry: { initialDelay: 1, maxDelay: 20 },
    commitEvery: 20,
    onReport: (report) => void reports.push(report),
    ...options,
  });
  const done = run(
    flow,
    tapValue((trade) => void got.push(trade)),
    settle(),
    { signal: stop.signal },
  );
  // A test that expects the failure awaits it later.
  done.catch(() => undefined);
  return {
    got,
    reports,
    done,
    ids: () => got.map(({ id }) => Number(id)),
    of: <K extends FeedReport['kind']>(kind: K) =>
      reports.filter((report): report is Extract<FeedReport, { readonly kind: K }> => report.kind === kind),
    async until(count: number) {
      await expect.poll(() => got.length, { timeout: 10_000, interval: 2 }).toBeGreaterThanOrEqual(count);
    },
    async stop() {
      stop.abort();
      await done;
    },
  };
};
