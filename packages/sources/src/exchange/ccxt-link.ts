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

/** Gets the trades of an exchange through ccxt, by WebSocket and REST. */
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
        // A response to a request for trades after a known one contains that trade again if nothing is missing in
        // between.
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
 * Makes ccxt fail when it would create a cache for a market that was not requested. The trades of a requested market
 * may come under that name, and would otherwise be lost silently.
 */
const onlyOwn = (exchange: string, caches: Record<string, TradeTap>): Record<string, TradeTap> =>
  new Proxy(caches, {
    set(_, symbol) {
      if (Object.hasOwn(caches, symbol)) return true;
      throw sourcesError(
        'PENSTOCK_EXCHANGE_UNSUPPORTED',
        `Expected trades of ${Object.keys(caches).join(', ')} from ${exchange}; got some of ${String(symbol)}. Use ` +
          'that symbol if the exchange sends the trades of another market under its name.',
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
      // ccxt's handler appends the trades of a message one by one in the same step; collect them.
      if (message.push(toTrade(trade, symbol)) === 1) queueMicrotask(flush);
    });
  }
  return caches;
};

const toTrade = ({ id, timestamp, side, price, amount }: CcxtTrade, symbol: string): Trade => ({
  symbol,
  // Missing values are rejected later: the id and time by the merge, the price and size when the trade is handed out.
  id: id ?? '',
  time: timestamp ?? NaN,
  price: price ?? NaN,
  size: amount ?? NaN,
  side: side === 'buy' || side === 'sell' ? side : null,
});
