import { expect, test } from 'vitest';
import { checkOwnBook } from '../../src/exchange/check-own-book.ts';

test('a market of Coinbase whose messages name another market is rejected, and the error names that market', () => {
  // ccxt's markets of Coinbase have this shape: BTC-USDC is an alias of BTC-USD, which has alias_to: ['BTC-USDC'].
  const check = () => checkOwnBook('coinbase', 'BTC/USDC', { info: { alias: 'BTC-USD' } });
  expect(check).toThrow(expect.objectContaining({ code: 'PENSTOCK_EXCHANGE_UNSUPPORTED' }) as Error);
  expect(check).toThrow('under the name BTC/USD.');
});

test('any other market is accepted', () => {
  expect(() => checkOwnBook('coinbase', 'BTC/USD', { info: { alias: '', alias_to: ['BTC-USDC'] } })).not.toThrow();
  expect(() => checkOwnBook('okx', 'BTC/USDT', { info: { alias: 'this_week' } })).not.toThrow();
  expect(() => checkOwnBook('kraken', 'BTC/USD', {})).not.toThrow();
});
