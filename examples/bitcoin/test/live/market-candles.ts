import { simulated } from '../../src/live/source/exchanges.ts';
import { SimulatedMarket, tradeEvery } from '../../src/live/source/simulated-market.ts';
import { plainCandles } from './plain-candles.ts';
import type { PlainCandle } from './plain-candles.ts';

/**
 * The candles of the simulated market from the first to the last time of `given`. The first candle may lack its first
 * trades, since a run can start within its interval. Its number of trades says which ones it has.
 */
export const marketCandles = async (given: readonly PlainCandle[], length: number): Promise<readonly PlainCandle[]> => {
  const [first, last] = [given[0]!, given.at(-1)!];
  const from = (first.time + length) / tradeEvery - first.trades;
  const trades = await new SimulatedMarket(first.symbol).read(from, (last.time + length) / tradeEvery);
  return plainCandles(simulated, trades, length);
};
