import { PenstockError } from '@penstock/stream';

/** The market that `--live simulated` takes trades of. */
export const simulated = 'simulated';

/** Exchanges that Penstock takes trades of, with the market of Bitcoin that most is traded on there. */
const symbols: Readonly<Record<string, string>> = {
  kraken: 'BTC/USD',
  coinbase: 'BTC/USD',
  bitstamp: 'BTC/USD',
  binance: 'BTC/USDT',
  okx: 'BTC/USDT',
  bybit: 'BTC/USDT',
  [simulated]: 'BTC/USD',
};

/** Needs no key, and its REST reaches back over the whole history. */
export const defaultExchange = 'kraken';

/** Checks the name of an exchange; throws `PENSTOCK_BAD_OPTION`. */
export const checkExchange = (name: string): string => {
  if (Object.hasOwn(symbols, name)) return name;
  throw new PenstockError(
    'PENSTOCK_BAD_OPTION',
    `Expected --live to be one of ${Object.keys(symbols).join(', ')}; got ${JSON.stringify(name)}.`,
  );
};

/** The symbol that trades are taken of, in the form of ccxt. */
export const symbolAt = (exchange: string): string => symbols[checkExchange(exchange)]!;
