import { sourcesError } from '../errors.ts';
import type { CcxtMarket } from './ccxt/ccxt-exchange.ts';
import { checkOwnBook } from './check-own-book.ts';

/** Throws `PENSTOCK_EXCHANGE_UNSUPPORTED` for a market that the exchange's {@link ExchangePair} does not support. */
export const checkSpotMarket = (exchange: string, symbol: string, market: CcxtMarket): void => {
  if (market.spot === false) {
    throw sourcesError(
      'PENSTOCK_EXCHANGE_UNSUPPORTED',
      `Expected a spot market of ${exchange}; got ${symbol}. Use a spot market, since others may have other trade ids.`,
    );
  }
  checkOwnBook(exchange, symbol, market);
};
