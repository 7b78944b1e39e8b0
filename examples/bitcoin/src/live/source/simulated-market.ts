import { simulateMarket } from '@penstock/sources';
import type { SimulatedTick } from '@penstock/sources';
import type { Trade } from '@penstock/sources/exchange';

/** Milliseconds from one trade to the next. The id of a trade is its time divided by it. */
export const tradeEvery = 100;

const day = 86_400_000;
const tradesPerDay = day / tradeEvery;
const openingPrice = 60_000;
const minute = 60_000;
const hour = 60 * minute;
// Large enough to stand out among minutes whose prices move by 0.1 %.
const jump = 1.015;

/** Whether the minute of an instant is an anomaly: one minute of each hour is, without a rhythm that can be learnt. */
export const isOdd = (time: number): boolean => {
  const hours = Math.floor(time / hour);
  return Math.floor((time % hour) / minute) === (13 * hours * hours) % 59;
};

/**
 * Trades of a simulated market, the same at the same time in every process. Every UTC day opens at 60,000 and continues
 * with `simulateMarket`. Once an hour the price is 1.5 % higher for a minute, so that there is an anomaly to find.
 *
 * Reading forward is quick. Reading back starts at the beginning of the day again, which takes half a second at most.
 */
export class SimulatedMarket {
  readonly #symbol: string;
  #ticks: AsyncIterator<SimulatedTick> | undefined;
  /** The id of the next trade. */
  #next = NaN;

  constructor(symbol: string) {
    this.#symbol = symbol;
  }

  /** The trades with ids from `from` up to, but not including, `end`. */
  async read(from: number, end: number): Promise<readonly Trade[]> {
    const isOfTheDay = Math.floor(this.#next / tradesPerDay) === Math.floor(from / tradesPerDay);
    if (!isOfTheDay || this.#next > from) this.#open(from - (from % tradesPerDay));
    const trades: Trade[] = [];
    while (this.#next < end) {
      if (this.#next % tradesPerDay === 0) this.#open(this.#next);
      const { value } = await this.#ticks!.next();
      if (this.#next >= from) trades.push(tradeOf(value as SimulatedTick, this.#symbol));
      this.#next += 1;
    }
    return trades;
  }

  #open(next: number): void {
    const start = next * tradeEvery;
    const market = simulateMarket({ seed: start / day, start, interval: tradeEvery, price: openingPrice });
    this.#ticks = market[Symbol.asyncIterator]();
    this.#next = next;
  }
}

const tradeOf = ({ time, price, volume }: SimulatedTick, symbol: string): Trade => ({
  symbol,
  id: String(time / tradeEvery),
  time,
  price: Math.round((isOdd(time) ? jump * price : price) * 100) / 100,
  size: Math.max(1, Math.round(volume * 1e7)) / 1e8,
  side: null,
});
