import { expect, test, vi } from 'vitest';
import { yahooCandles } from '../../src/index.ts';

vi.mock('yahoo-finance2', () => {
  throw new Error('not installed');
});

test('names the package to add when the optional peer is not installed', async () => {
  const candles = yahooCandles({ symbol: 'BTC-USD', from: 0, to: 1 });
  await expect(candles[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'PENSTOCK_PEER_MISSING',
    message: expect.stringContaining('yahoo-finance2'),
    cause: expect.any(Error),
  });
});
