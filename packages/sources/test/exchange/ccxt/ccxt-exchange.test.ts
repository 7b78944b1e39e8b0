import { afterEach, expect, test, vi } from 'vitest';

let loads = 0;
vi.mock('ccxt', () => {
  loads += 1;
  function kraken(this: object, options: object): void {
    Object.assign(this, options, { by: 'socket' });
  }
  function restOf(this: object, options: object): void {
    Object.assign(this, options, { by: 'rest' });
  }
  return {
    pro: { exchanges: ['kraken'], kraken },
    default: { exchanges: ['coinmate', 'kraken'], coinmate: restOf, kraken: restOf, version: '4.5.84' },
  };
});
afterEach(() => {
  vi.resetModules();
  loads = 0;
});

test('neither the package nor its sub-path loads ccxt until an exchange is made', async () => {
  await import('../../../src/index.ts');
  const { exchangeTrades, filePositions } = await import('../../../src/exchange/index.ts');
  exchangeTrades({ exchange: 'kraken', symbols: ['BTC/USD'], store: filePositions('never-made') });
  expect(loads).toBe(0);
  const { makeExchange } = await import('../../../src/exchange/ccxt/ccxt-exchange.ts');
  await makeExchange('kraken', 'socket');
  expect(loads).toBe(1);
});

test('an exchange without WebSockets is accepted if only REST is needed', async () => {
  const { makeExchange } = await import('../../../src/exchange/ccxt/ccxt-exchange.ts');
  expect(await makeExchange('coinmate', 'rest')).toMatchObject({ by: 'rest' });
  expect(await makeExchange('kraken', 'rest')).toMatchObject({ by: 'socket' });
});

test("ccxt's rate limiter is enabled", async () => {
  const { makeExchange } = await import('../../../src/exchange/ccxt/ccxt-exchange.ts');
  expect(await makeExchange('kraken', 'socket')).toMatchObject({ enableRateLimit: true });
  expect(await makeExchange('coinmate', 'rest')).toMatchObject({ enableRateLimit: true });
});

test.each([
  ['coinmate', 'socket'],
  ['constructor', 'socket'],
  ['__proto__', 'rest'],
  ['version', 'rest'],
] as const)('%s is rejected if it is needed by %s', async (id, by) => {
  const { makeExchange } = await import('../../../src/exchange/ccxt/ccxt-exchange.ts');
  await expect(makeExchange(id, by)).rejects.toMatchObject({
    code: 'PENSTOCK_EXCHANGE_UNSUPPORTED',
    message: expect.stringContaining(`got ${id}`),
  });
});

test('without ccxt the error names the command to install it', async () => {
  vi.doMock('ccxt', () => {
    throw new Error("Cannot find package 'ccxt'");
  });
  const { makeExchange } = await import('../../../src/exchange/ccxt/ccxt-exchange.ts');
  await expect(makeExchange('kraken', 'socket')).rejects.toMatchObject({
    code: 'PENSTOCK_PEER_MISSING',
    message: expect.stringContaining('npm install ccxt'),
  });
});
