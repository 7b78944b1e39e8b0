import { expect, test } from 'vitest';
import { checkSpotMarket } from '../../src/exchange/check-spot-market.ts';

const refused = expect.objectContaining({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' }) as Error;

test('a derivatives market is rejected', () => {
  expect(() => checkSpotMarket('kraken', 'BTC/USD:USD', { spot: false })).toThrow(refused);
  expect(() => checkSpotMarket('kraken', 'BTC/USD', { spot: true })).not.toThrow();
});

test('a market that shares the order book of another one is rejected', () => {
  expect(() => checkSpotMarket('coinbase', 'BTC/USDC', { spot: true, info: { alias: 'BTC-USD' } })).toThrow(refused);
});
