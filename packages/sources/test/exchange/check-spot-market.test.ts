import { expect, test } from 'vitest';
import { checkSpotMarket } from '../../src/exchange/check-spot-market.ts';

const refused = expect.objectContaining({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' }) as Error;

test('a market of derivatives is refused', () => {
  expect(() => checkSpotMarket('kraken', 'BTC/USD:USD', { spot: false })).toThrow(refused);
  expect(() => checkSpotMarket('kraken', 'BTC/USD', { spot: true })).not.toThrow();
});

test('a market of Coinbase whose trades come as those of another one is refused, and the other one named', () => {
  // As ccxt's coinbase has them: BTC-USDC is an alias of BTC-USD, which has alias_to: ['BTC-USDC'].
  expect(() => checkSpotMarket('coinbase', 'BTC/USDC', { spot: true, info: { alias: 'BTC-USD' } })).toThrow(refused);
  expect(() => checkSpotMarket('coinbase', 'BTC/USDC', { spot: true, info: { alias: 'BTC-USD' } })).toThrow('BTC/USD.');
  expect(() => checkSpotMarket('coinbase', 'BTC/USD', { spot: true, info: { alias: '' } })).not.toThrow();
});
