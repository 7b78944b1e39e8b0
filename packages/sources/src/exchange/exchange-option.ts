import { checkOption } from '../check-option.ts';
import { makeExchange } from './ccxt/ccxt-exchange.ts';
import type { CcxtExchange } from './ccxt/ccxt-exchange.ts';

/** The checked option `exchange`. */
export interface ExchangeOption {
  readonly id: string;
  /** Makes the exchange, or returns the user's exchange object. */
  readonly open: () => Promise<CcxtExchange>;
}

/** Checks the option `exchange`; throws `PENSTOCK_BAD_OPTION`. */
export const toExchange = (exchange: string | CcxtExchange, by: 'socket' | 'rest' = 'socket'): ExchangeOption => {
  const isId = typeof exchange === 'string' && /^[a-z0-9_]{1,64}$/.test(exchange);
  const isExchange = typeof exchange === 'object' && typeof exchange?.watchTrades === 'function';
  const maker = by === 'rest' ? 'ccxt' : 'ccxt.pro';
  checkOption(isId || isExchange, 'exchange', `an id such as 'kraken', or an exchange of ${maker}`, exchange);
  return typeof exchange === 'string'
    ? { id: exchange, open: () => makeExchange(exchange, by) }
    : { id: exchange.id, open: async () => exchange };
};
