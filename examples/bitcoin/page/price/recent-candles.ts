import type { CandleEvent, Prices } from '../../src/board/api.ts';

/** How long a candle is kept, in milliseconds. The server writes each of them to the store within seconds. */
const keptFor = 120_000;

/**
 * The live candles of the last two minutes. The server sends a candle before it is in the store, so an answer of
 * `/api/prices` may lack the newest ones.
 */
export class RecentCandles {
  #candles: readonly CandleEvent[] = [];

  /** Keeps a candle, and drops those that are too old. */
  add(candle: CandleEvent): void {
    const oldest = candle.time - keptFor;
    this.#candles = [...this.#candles.filter(({ time }) => time > oldest), candle];
  }

  /** The kept candles that an answer lacks, and those of other intervals, in the order in which they arrived. */
  missingFrom({ interval, times }: Prices): readonly CandleEvent[] {
    const held = new Set(times);
    return this.#candles.filter((candle) => candle.interval !== interval || !held.has(candle.time));
  }
}
