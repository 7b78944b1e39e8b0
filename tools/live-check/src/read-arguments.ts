import { parseArgs } from 'node:util';
import type { Duration } from '@penstock/stream';
import { toMs } from '@penstock/stream/internal';

/** The exchanges that can be checked, with the default symbol of each. */
const defaultSymbols = {
  kraken: 'BTC/USD',
  coinbase: 'BTC/USD',
  bitstamp: 'BTC/USD',
  binance: 'BTC/USDT',
  okx: 'BTC/USDT',
  bybit: 'BTC/USDT',
} as const;

/** ccxt's id of an exchange that can be checked. */
type ExchangeName = keyof typeof defaultSymbols;

const names = Object.keys(defaultSymbols);
const isName = (name: string): name is ExchangeName => Object.hasOwn(defaultSymbols, name);

export const usage = [
  'usage: npm run live-check -- [--for 60s] [--exchanges A,B] [--symbol SYMBOL] [--json]',
  '',
  'Takes live trades of exchanges, all at the same time, and prints what it saw of each.',
  '',
  '  --for TIME         how long to take trades of each exchange, such as 30s or 5m; default: 60s',
  `  --exchanges LIST   some of ${names.join(',')}; default: all but bybit`,
  '  --symbol SYMBOL    the same for all of them, such as ETH/USDT; default: BTC/USD or BTC/USDT',
  '  --json             print the reports as JSON',
  '',
  'Ctrl+C ends it and prints what it has seen. The exit code is 1 when no exchange was reached, or when the ids of',
  'WebSocket and REST differ; 2 when an option is wrong.',
].join('\n');

/** The arguments of the command line. */
export interface Arguments {
  readonly help: boolean;
  readonly json: boolean;
  /** How long to read live trades, in milliseconds. */
  readonly watchFor: number;
  readonly exchanges: ReadonlyArray<{ readonly name: ExchangeName; readonly symbol: string }>;
}

/** Reads the command line; throws an error with a message for the user. */
export const readArguments = (args: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      for: { type: 'string', default: '60s' },
      exchanges: { type: 'string', default: 'kraken,coinbase,bitstamp,binance,okx' },
      symbol: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const listed = [...new Set(values.exchanges.split(',').map((name) => name.trim()))];
  const exchanges = listed.map((name) => {
    if (!isName(name)) throw new Error(`Expected --exchanges to list some of ${names.join(', ')}; got '${name}'.`);
    return { name, symbol: values.symbol ?? defaultSymbols[name] };
  });
  const watchFor = toMs(values.for as Duration, '--for');
  if (watchFor < 1_000) throw new Error(`Expected --for to be at least 1s; got ${values.for}.`);
  return { help: values.help, json: values.json, watchFor, exchanges };
};
