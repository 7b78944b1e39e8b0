import { sourcesError } from '../errors.ts';
import type { BackfillPage, BackfillPlace, FeedLink, FeedListener } from '../feed/feed-link.ts';
import { can } from './ccxt/ccxt-exchange.ts';
import type { CcxtExchange, CcxtMarket, CcxtTrade } from './ccxt/ccxt-exchange.ts';
import { fromCcxt } from './ccxt/ccxt-error.ts';
import { CcxtSockets } from './ccxt/ccxt-sockets.ts';
import { checkSpotMarket } from './check-spot-market.ts';
import type { ExchangePair } from './exchange-pairs.ts';
import type { Trade } from './trade.ts';
import { TradeTap } from './ccxt/trade-tap.ts';

/** The trades of an exchange of ccxt, by WebSocket and REST. */
export class CcxtLink implements FeedLink<Trade> {
  readonly #sockets: CcxtSockets;
  readonly #id: string;
  readonly #pair: ExchangePair;

  constructor(id: string, open: () => Promise<CcxtExchange>, pair: ExchangePair) {
    this.#id = id;
    this.#sockets = new CcxtSockets(open);
    this.#pair = pair;
  }

  open(symbols: readonly string[], listener: FeedListener<Trade>, signal: AbortSignal): Promise<void> {
    const { channel, markets, prepare } = this.#pair;
    const watches = (exchange: CcxtExchange): ReadonlyArray<() => Promise<unknown>> =>
      can(exchange, 'watchTradesForSymbols')
        ? [() => exchange.watchTradesForSymbols([...symbols], undefined, undefined, { ...channel })]
        : symbols.map((symbol) => () => exchange.watchTrades(symbol, undefined, undefined, { ...channel }));
    const use = {
      ...(markets === 'spot' && {
        checkMarket: (symbol: string, market: CcxtMarket) => checkSpotMarket(this.#id, symbol, market),
      }),
      prepare(exchange: CcxtExchange) {
        prepare?.(exchange);
        exchange.trades = onlyOwn(exchange.id, taps(symbols, listener));
      },
      watches,
      opened: () => listener.opened(),
      heard: () => listener.heard(),
    };
    return this.#sockets.serve(symbols, use, signal);
  }

  async backfill(symbol: string, place: BackfillPlace): Promise<BackfillPage<Trade>> {
    const exchange = await this.#sockets.exchange();
    try {
      const { values, reaches, more } = await this.#pair.backfill(exchange, symbol, place);
      return {
        values: values.map((trade) => toTrade(trade, symbol)),
        // An answer after a trade has that trade as well, which proves that nothing is missing in between.
        reaches: reaches && 'since' in place,
        more,
      };
    } catch (error) {
      throw fromCcxt(error, exchange);
    }
  }

  close(): Promise<void> {
    return this.#sockets.close();
  }
}

/**
 * Has ccxt fail where it would make a cache for a market that nobody asked for: the trades of one that was asked for
 * may come under that name, and would be lost without a word.
 */
const onlyOwn = (exchange: string, caches: Record<string, TradeTap>): Record<string, TradeTap> =>
  new Proxy(caches, {
    set(_, symbol) {
      if (Object.hasOwn(caches, symbol)) return true;
      throw sourcesError(
        'PENSTOCK_EXCHANGE_UNSUPPORTED',
        `Expected trades of ${Object.keys(caches).join(', ')} from ${exchange}; got some of ${String(symbol)}. Take ` +
          'that symbol if the exchange sends those of another one under its name.',
      );
    },
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

const toTrade = ({ id, timestamp, side, price, amount }: CcxtTrade, symbol: string): Trade => ({
  symbol,
  // What is missing is found out when the trade is put in its place, or handed out.
  id: id ?? '',
  time: timestamp ?? NaN,
  price: price ?? NaN,
  size: amount ?? NaN,
  side: side === 'buy' || side === 'sell' ? side : null,
});
