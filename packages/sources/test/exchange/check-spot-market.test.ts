import { expect, test } from 'vitest';
import { checkSpotMarket } from '../../src/exchange/check-spot-market.ts';

const refused = expect.objectContaining({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' }) as Error;

test('a market of derivatives is rejected', () => {
  expect(() => checkSpotMarket('kraken', 'BTC/USD:USD', { spot: false })).toThrow(refused);
  expect(() => checkSpotMarket('kraken', 'BTC/USD', { spot: true })).not.toThrow();
});

test('a market without an order book of its own is rejected', () => {
  expect(() => checkSpotMarket('coinbase', 'BTC/USDC', { spot: true, info: { alias: 'BTC-USD' } })).toThrow(refused);
});
