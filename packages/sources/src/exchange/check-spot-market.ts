import { sourcesError } from '../errors.ts';
import type { CcxtMarket } from './ccxt/ccxt-exchange.ts';
import { checkOwnBook } from './check-own-book.ts';

/** Throws `PENSTOCK_EXCHANGE_UNSUPPORTED` for a market whose trades the pair of its exchange does not bring. */
export const checkSpotMarket = (exchange: string, symbol: string, market: CcxtMarket): void => {
  if (market.spot === false) {
    throw sourcesError(
      'PENSTOCK_EXCHANGE_UNSUPPORTED',
      `Expected a spot market of ${exchange}; got ${symbol}. Its REST and WebSocket are not known to go together.`,
    );
  }
  checkOwnBook(exchange, symbol, market);
};
