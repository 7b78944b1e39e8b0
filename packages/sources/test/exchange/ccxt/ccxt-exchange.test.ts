import { afterEach, expect, test, vi } from 'vitest';

let loads = 0;
vi.mock('ccxt', () => {
  loads += 1;
  return { pro: {} };
});
afterEach(() => {
  vi.resetModules();
  loads = 0;
});

test('neither the package nor its sub-path loads ccxt before an exchange is made', async () => {
  await import('../../../src/index.ts');
  const { exchangeTrades, filePositions } = await import('../../../src/exchange/index.ts');
  exchangeTrades({ exchange: 'kraken', symbols: ['BTC/USD'], store: filePositions('never-made') });
  expect(loads).toBe(0);
  const { makeExchange } = await import('../../../src/exchange/ccxt/ccxt-exchange.ts');
  await expect(makeExchange('kraken')).rejects.toMatchObject({
    code: 'PENSTOCK_EXCHANGE_UNSUPPORTED',
    message: expect.stringContaining('kraken'),
  });
  expect(loads).toBe(1);
});

test('without ccxt the error names the command that installs it', async () => {
  vi.doMock('ccxt', () => {
    throw new Error("Cannot find package 'ccxt'");
  });
  const { makeExchange } = await import('../../../src/exchange/ccxt/ccxt-exchange.ts');
  await expect(makeExchange('kraken')).rejects.toMatchObject({
    code: 'PENSTOCK_PEER_MISSING',
    message: expect.stringContaining('npm install ccxt'),
  });
});
