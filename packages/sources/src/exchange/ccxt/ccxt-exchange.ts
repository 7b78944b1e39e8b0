import { sourcesError } from '../../errors.ts';

/** The fields of a ccxt trade that are used here. */
export interface CcxtTrade {
  readonly id?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly symbol?: string | undefined;
  readonly side?: string | undefined;
  readonly price?: number | undefined;
  readonly amount?: number | undefined;
}

/** The fields of a ccxt ticker that are used here. */
export interface CcxtTicker {
  readonly timestamp?: number | undefined;
  readonly last?: number | undefined;
  readonly open?: number | undefined;
  readonly high?: number | undefined;
  readonly low?: number | undefined;
  readonly percentage?: number | undefined;
  readonly quoteVolume?: number | undefined;
}

/** The fields of a ccxt market that are used here. */
export interface CcxtMarket {
  readonly active?: boolean | undefined;
  readonly spot?: boolean | undefined;
  readonly quote?: string | undefined;
  /** The exchange's own response. */
  readonly info?: unknown;
}

/**
 * The part of a ccxt exchange that is used here; `new ccxt.pro.kraken()` is one.
 *
 * @example
 * ```ts
 * import ccxt from 'ccxt';
 *
 * const kraken: CcxtExchange = new ccxt.pro.kraken({ httpsProxy: 'http://proxy:3128' });
 * ```
 */
export interface CcxtExchange {
  readonly id: string;
  readonly has: object;
  readonly timeframes?: object | undefined;
  readonly options: object;
  /** The sockets, by URL. */
  readonly clients?: object;
  /** Caches of trades by symbol, to which ccxt's message handlers append. */
  trades: unknown;
  /** Tickers by symbol, which ccxt's message handlers write. */
  tickers: unknown;
  authenticate?: unknown;
  /** The headers of the last REST response. */
  readonly last_response_headers?: unknown;
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(reload?: boolean): Promise<Record<string, CcxtMarket | undefined>>;
  fetchTrades(symbol: string, since?: number, limit?: number, params?: object): Promise<readonly CcxtTrade[]>;
  fetchOHLCV(
    symbol: string,
    timeframe?: string,
    since?: number,
    limit?: number,
    params?: object,
  ): Promise<ReadonlyArray<ReadonlyArray<number | undefined>>>;
  fetchTime(params?: object): Promise<number | undefined>;
  watchTrades(symbol: string, since?: number, limit?: number, params?: object): Promise<unknown>;
  watchTradesForSymbols(symbols: string[], since?: number, limit?: number, params?: object): Promise<unknown>;
  watchTicker(symbol: string, params?: object): Promise<unknown>;
  handleMessage(client: unknown, message: unknown): unknown;
  onConnected(client: unknown, message?: unknown): unknown;
  onError(client: unknown, error: unknown): unknown;
  onClose(client: unknown, event: unknown): unknown;
  close(): Promise<unknown>;
}

/** Returns whether the exchange, or ccxt for it, has a method. */
export const can = (exchange: CcxtExchange, method: string): boolean =>
  Boolean((exchange.has as Readonly<Record<string, unknown>>)[method]);

/**
 * Makes an exchange with the optional peer `ccxt`, with WebSockets if ccxt has them for that exchange.
 *
 * @throws (rejects with) `PENSTOCK_PEER_MISSING` when the peer is not installed, `PENSTOCK_EXCHANGE_UNSUPPORTED`.
 */
export const makeExchange = async (id: string, by: 'socket' | 'rest'): Promise<CcxtExchange> => {
  const { pro, rest } = await load();
  const make = by === 'rest' ? (pro.get(id) ?? rest.get(id)) : pro.get(id);
  if (!make) {
    const has = by === 'rest' ? 'that ccxt has' : 'that ccxt has WebSockets for';
    throw sourcesError(
      'PENSTOCK_EXCHANGE_UNSUPPORTED',
      `Expected an exchange ${has}; got ${id}. Give the id that ccxt lists, such as 'kraken'.`,
    );
  }
  return new make({ enableRateLimit: true });
};

type Classes = ReadonlyMap<string, new (options: object) => CcxtExchange>;

const load = async (): Promise<{ readonly pro: Classes; readonly rest: Classes }> => {
  try {
    const { pro, default: all } = await import('ccxt');
    return { pro: classes(pro), rest: classes(all) };
  } catch (error) {
    throw sourcesError(
      'PENSTOCK_PEER_MISSING',
      'Expected ccxt 4.5 or later beside @penstock/sources; it could not be loaded. Run: npm install ccxt.',
      error,
    );
  }
};

/** Returns the exchange classes of a ccxt module, by id. */
const classes = (module: object): Classes => {
  const { exchanges } = module as { readonly exchanges: readonly string[] };
  const makers = module as Readonly<Record<string, new (options: object) => CcxtExchange>>;
  return new Map(exchanges.map((id) => [id, makers[id]!]));
};
