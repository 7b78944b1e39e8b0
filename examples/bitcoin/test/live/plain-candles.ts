import type { Trade } from '@penstock/sources/exchange';

/** One candle, as the stores hold it. */
export interface PlainCandle {
  readonly exchange: string;
  readonly symbol: string;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly trades: number;
}

/** A factor that makes sizes of at least 1e-8 whole numbers, without rounding. */
const unit = 2 ** 80;

/** Makes candles of ordered trades with a plain loop. It rounds the sum of the sizes once. */
export const plainCandles = (exchange: string, trades: readonly Trade[], length: number): PlainCandle[] => {
  const groups = new Map<number, Trade[]>();
  for (const trade of trades) {
    const time = trade.time - (trade.time % length);
    const group = groups.get(time);
    if (group) group.push(trade);
    else groups.set(time, [trade]);
  }
  return Array.from(groups, ([time, group]) => {
    const prices = group.map(({ price }) => price);
    return {
      exchange,
      symbol: group[0]!.symbol,
      time,
      open: prices[0]!,
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: prices.at(-1)!,
      volume: Number(group.reduce((sum, { size }) => sum + BigInt(size * unit), 0n)) / unit,
      trades: group.length,
    };
  });
};
