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
    `Expected a market with its own order book; ${exchange} sends the messages of ${symbol} under the name ` +
      `${alias.replace('-', '/')}. Use that symbol.`,
  );
};
