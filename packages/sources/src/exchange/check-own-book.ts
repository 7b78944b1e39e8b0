import { sourcesError } from '../errors.ts';
import type { CcxtMarket } from './ccxt/ccxt-exchange.ts';

/**
 * Throws `PENSTOCK_EXCHANGE_UNSUPPORTED` for a market whose messages come under the name of another one: Coinbase has
 * one order book for dollars and USDC, and its socket names both by the market in dollars.
 */
export const checkOwnBook = (exchange: string, symbol: string, { info }: CcxtMarket): void => {
  const { alias } = Object(info) as { readonly alias?: unknown };
  if (exchange !== 'coinbase' || typeof alias !== 'string' || alias === '') return;
  throw sourcesError(
    'PENSTOCK_EXCHANGE_UNSUPPORTED',
    `Expected a market with an order book of its own; ${exchange} sends the messages of ${symbol} as those of ` +
      `${alias.replace('-', '/')}. Use that symbol.`,
  );
};
