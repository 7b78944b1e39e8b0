import type { BackfillPage, BackfillPlace, FeedLink, FeedListener } from '../feed/feed-link.ts';
import { can } from './ccxt/ccxt-exchange.ts';
import type { CcxtExchange, CcxtTrade } from './ccxt/ccxt-exchange.ts';
import { fromCcxt } from './ccxt/ccxt-error.ts';
import { CcxtSockets } from './ccxt/ccxt-sockets.ts';
import type { ExchangePair } from './exchange-pairs.ts';
import type { Trade } from './trade.ts';
import { TradeTap } from './ccxt/trade-tap.ts';

/** The trades of an exchange of ccxt, by WebSocket and REST. */
export class CcxtLink implements FeedLink<Trade> {
  readonly #sockets: CcxtSockets;
  readonly #pair: ExchangePair;

  constructor(open: () => Promise<CcxtExchange>, pair: ExchangePair) {
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
      isSpot: markets === 'spot',
      prepare(exchange: CcxtExchange) {
        prepare?.(exchange);
        exchange.trades = taps(symbols, listener);
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
      throw fromCcxt(error, exchange.id);
    }
  }

  close(): Promise<void> {
    return this.#sockets.close();
  }
}

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
