import { expect, test } from 'vitest';
import { readArguments } from '../src/read-arguments.ts';

test('checks five exchanges for a minute by default, each with a symbol of that exchange', () => {
  expect(readArguments([])).toEqual({
    help: false,
    json: false,
    watchFor: 60_000,
    exchanges: [
      { name: 'kraken', symbol: 'BTC/USD' },
      { name: 'coinbase', symbol: 'BTC/USD' },
      { name: 'bitstamp', symbol: 'BTC/USD' },
      { name: 'binance', symbol: 'BTC/USDT' },
      { name: 'okx', symbol: 'BTC/USDT' },
    ],
  });
});

test('accepts a time, exchanges and a symbol', () => {
  expect(readArguments(['--for', '5m', '--exchanges', 'bybit, okx,okx', '--symbol', 'ETH/USDT', '--json'])).toEqual({
    help: false,
    json: true,
    watchFor: 300_000,
    exchanges: [
      { name: 'bybit', symbol: 'ETH/USDT' },
      { name: 'okx', symbol: 'ETH/USDT' },
    ],
  });
});

test.each([
  [['--exchanges', 'kraken,mtgox'], "got 'mtgox'"],
  [['--exchanges', 'constructor'], "got 'constructor'"],
  [['--for', 'soon'], '--for'],
  [['--for', '10ms'], '--for'],
  [['--unknown'], '--unknown'],
])('refuses %j', (args, text) => {
  expect(() => readArguments(args)).toThrow(text);
});
