import type { BackfillPage, BackfillPlace, FeedLink, FeedListener } from '../feed/feed-link.ts';
import { UnavailableError } from '../failure/unavailable-error.ts';
import { can } from './ccxt-exchange.ts';
import type { CcxtExchange, CcxtTrade } from './ccxt-exchange.ts';
import { fromCcxt, symbolUnknown } from './ccxt-error.ts';
import { CcxtHooks } from './ccxt-hooks.ts';
import type { ExchangePair } from './exchange-pairs.ts';
import type { Trade } from './trade.ts';
import { TradeTap } from './trade-tap.ts';

interface Opened {
  readonly exchange: CcxtExchange;
  readonly hooks: CcxtHooks;
}

/** The trades of an exchange of ccxt, by WebSocket and REST. */
export class CcxtLink implements FeedLink<Trade> {
  readonly #open: () => Promise<CcxtExchange>;
  readonly #pair: ExchangePair;
  #opened: Promise<Opened> | undefined;
  /** Settles when no socket is open. */
  #idle: Promise<void> = Promise.resolve();

  constructor(open: () => Promise<CcxtExchange>, pair: ExchangePair) {
    this.#open = open;
    this.#pair = pair;
  }

  /** One socket after the other: closing one closes all that the exchange has. */
  open(symbols: readonly string[], listener: FeedListener<Trade>, signal: AbortSignal): Promise<void> {
    const served = this.#idle.then(() => this.#serve(symbols, listener, signal));
    this.#idle = served.catch(() => undefined);
    return served;
  }

  async backfill(symbol: string, place: BackfillPlace): Promise<BackfillPage<Trade>> {
    const { exchange } = await this.#ready();
    try {
      const { values, reaches, more } = await this.#pair.backfill(exchange, symbol, place);
      return {
        values: values.map((trade) => toTrade(trade, symbol)),
        // An answer after a trade has that trade as well, which proves that nothing is missing in between.
        reaches: reaches && 'since' in place,
        more,
      };
    } catch (error) {
      throw fromCcxt(error, exchange.id);
    }
  }

  async close(): Promise<void> {
    await this.#idle;
    const ready = await this.#opened?.catch(() => undefined);
    if (ready) await hangUp(ready.exchange);
  }

  async #serve(symbols: readonly string[], listener: FeedListener<Trade>, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { exchange, hooks } = await this.#ready();
    try {
      await checkSymbols(exchange, symbols);
      signal.throwIfAborted();
      exchange.trades = taps(symbols, listener);
      dialAtOnce(exchange);
      await Promise.race([this.#watch(exchange, symbols, signal), ended(exchange.id, hooks, listener, signal)]);
    } catch (error) {
      signal.throwIfAborted();
      throw fromCcxt(error, exchange.id);
    } finally {
      hooks.tell(undefined);
      await hangUp(exchange);
    }
  }

  #ready(): Promise<Opened> {
    this.#opened ??= this.#prepare();
    return this.#opened;
  }

  async #prepare(): Promise<Opened> {
    const exchange = await this.#open();
    // ccxt wants this for ws:// addresses, as those of an exchange that a test runs on this machine.
    await exchange.loadHttpProxyAgent();
    this.#pair.prepare?.(exchange);
    return { exchange, hooks: new CcxtHooks(exchange) };
  }

  /** Serves the subscriptions until one of them fails. ccxt opens the socket, and subscribes once. */
  async #watch(exchange: CcxtExchange, symbols: readonly string[], signal: AbortSignal): Promise<never> {
    const { channel } = this.#pair;
    const watches = can(exchange, 'watchTradesForSymbols')
      ? [() => exchange.watchTradesForSymbols([...symbols], undefined, undefined, { ...channel })]
      : symbols.map((symbol) => () => exchange.watchTrades(symbol, undefined, undefined, { ...channel }));
    const forever = async (watch: () => Promise<unknown>): Promise<never> => {
      for (;;) {
        await watch();
        signal.throwIfAborted();
      }
    };
    return Promise.race(watches.map(forever));
  }
}

/** Rejects when the signal aborts or the socket ends. */
const ended = (
  exchange: string,
  hooks: CcxtHooks,
  listener: FeedListener<Trade>,
  signal: AbortSignal,
): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    hooks.tell({
      opened: () => listener.opened(),
      heard: () => listener.heard(),
      ended(cause) {
        if (cause instanceof Error) reject(cause);
        const { code } = Object(cause) as { readonly code?: unknown };
        reject(new UnavailableError(`${exchange}: the socket was closed (${String(code)}). It is opened again.`));
      },
    });
  });

const taps = (symbols: readonly string[], listener: FeedListener<Trade>): Record<string, TradeTap> => {
  const caches: Record<string, TradeTap> = {};
  for (const symbol of symbols) {
    let message: Trade[] = [];
    const flush = (): void => {
      const values = message;
      message = [];
      listener.values(symbol, values);
    };
    caches[symbol] = new TradeTap((trade) => {
      // A handler appends one by one; what it appends at once is one message.
      if (message.push(toTrade(trade, symbol)) === 1) queueMicrotask(flush);
    });
  }
  return caches;
};

/** Forgets how often ccxt has opened a socket: it would wait on its own, and the waits of a flow are its `retry`. */
const dialAtOnce = ({ options }: CcxtExchange): void => {
  const { ws } = options as { readonly ws?: { backoffState?: unknown } };
  if (ws) ws.backoffState = {};
};

/** Closes all sockets. A peer that is gone would not answer a polite close for half a minute. */
const hangUp = async (exchange: CcxtExchange): Promise<void> => {
  const clients = Object.values(exchange.clients ?? {}) as Array<{ connection?: { terminate?: () => void } }>;
  for (const { connection } of clients) connection?.terminate?.();
  await exchange.close().catch(() => undefined);
};

const checkSymbols = async (exchange: CcxtExchange, symbols: readonly string[]): Promise<void> => {
  const markets = await exchange.loadMarkets();
  for (const symbol of symbols) {
    const market = markets[symbol];
    if (!market) throw symbolUnknown(`${exchange.id} has no market ${symbol}`);
    if (market.active === false) throw symbolUnknown(`${exchange.id} has closed the market ${symbol}`);
  }
};

const toTrade = ({ id, timestamp, side, price, amount }: CcxtTrade, symbol: string): Trade => ({
  symbol,
  // What is missing is found out when the trade is put in its place, or handed out.
  id: id ?? '',
  time: timestamp ?? NaN,
  price: price ?? NaN,
  size: amount ?? NaN,
  side: side === 'buy' || side === 'sell' ? side : null,
});
