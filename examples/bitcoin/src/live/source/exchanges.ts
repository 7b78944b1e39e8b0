/** An exchange whose live trades the example takes, or the simulated market. */
export type Exchange = 'kraken' | 'coinbase' | 'bitstamp' | 'binance' | 'okx' | 'bybit' | 'simulated';

/** The name of the market of `--live simulated`. */
export const simulated = 'simulated';

/** The Bitcoin market with the most trades on each exchange. */
const symbols: Readonly<Record<Exchange, string>> = {
  kraken: 'BTC/USD',
  coinbase: 'BTC/USD',
  bitstamp: 'BTC/USD',
  binance: 'BTC/USDT',
  okx: 'BTC/USDT',
  bybit: 'BTC/USDT',
  simulated: 'BTC/USD',
};

/** The symbol whose trades are taken, in the form of ccxt. */
export const symbolAt = (exchange: Exchange): string => symbols[exchange];
