import ccxt from 'ccxt';
import { expect, test } from 'vitest';
import { fromCcxt } from '../../../src/exchange/ccxt/ccxt-error.ts';

test.each([
  [new ccxt.BadSymbol('no such market'), 'PENSTOCK_SYMBOL_UNKNOWN'],
  [new ccxt.RateLimitExceeded('slow down'), 'PENSTOCK_RATE_LIMITED'],
  [new ccxt.DDoSProtection('slow down'), 'PENSTOCK_RATE_LIMITED'],
  [new ccxt.RequestTimeout('no answer'), 'PENSTOCK_TIMEOUT'],
  [new ccxt.OnMaintenance('back at noon'), 'PENSTOCK_UNAVAILABLE'],
  [new ccxt.ExchangeNotAvailable('502'), 'PENSTOCK_UNAVAILABLE'],
  [new ccxt.NetworkError('reset'), 'PENSTOCK_UNAVAILABLE'],
  [new ccxt.AuthenticationError('no key'), 'PENSTOCK_UNAUTHORIZED'],
  [new ccxt.NotSupported('no trades'), 'PENSTOCK_EXCHANGE_UNSUPPORTED'],
  [new ccxt.BadResponse('<html>'), 'PENSTOCK_BAD_RESPONSE'],
])("ccxt's %s becomes %s", (error, code) => {
  expect(fromCcxt(error, { id: 'kraken' })).toMatchObject({
    code,
    message: expect.stringContaining(`kraken: ${error.message}`),
  });
});

test('a long text is cut, and an error that is not of ccxt stays unchanged', () => {
  const page = fromCcxt(new ccxt.ExchangeNotAvailable('x'.repeat(10_000)), { id: 'kraken' }) as Error;
  expect(page.message.length).toBeLessThan(300);
  const error = new TypeError('mine');
  expect(fromCcxt(error, { id: 'kraken' })).toBe(error);
});

test('a rate limit keeps the Retry-After of the exchange', () => {
  const exchange = { id: 'binance', last_response_headers: { 'Retry-After': '120' } };
  expect(fromCcxt(new ccxt.DDoSProtection('418'), exchange)).toMatchObject({ retryAfter: 120_000 });
  expect(fromCcxt(new ccxt.DDoSProtection('418'), { id: 'binance' })).toMatchObject({ retryAfter: undefined });
});
