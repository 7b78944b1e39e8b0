import { sourcesError } from '../errors.ts';
import type { CcxtMarket } from './ccxt/ccxt-exchange.ts';

/** Throws `PENSTOCK_EXCHANGE_UNSUPPORTED` for a market whose trades the pair of its exchange does not bring. */
export const checkSpotMarket = (exchange: string, symbol: string, { spot, info }: CcxtMarket): void => {
  if (spot === false) {
    throw sourcesError(
      'PENSTOCK_EXCHANGE_UNSUPPORTED',
      `Expected a spot market of ${exchange}; got ${symbol}. Its REST and WebSocket are not known to go together.`,
    );
  }
  // Coinbase has one order book for dollars and USDC, and its socket sends the trades of both as those of dollars.
  const { alias } = Object(info) as { readonly alias?: unknown };
  if (exchange === 'coinbase' && typeof alias === 'string' && alias !== '') {
    throw sourcesError(
      'PENSTOCK_EXCHANGE_UNSUPPORTED',
      `Expected a market with an order book of its own; ${exchange} sends the trades of ${symbol} as those of ` +
        `${alias.replace('-', '/')}. Take that symbol.`,
    );
  }
};
