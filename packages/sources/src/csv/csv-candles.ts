import { type Candle, checkOptions } from '@penstock/stream';
import { checkCandle } from './check-candle.ts';
import { csv } from './csv.ts';
import type { FileSource } from './csv.ts';
import { date } from './dates.ts';
import { number } from './readers.ts';

/** Options of {@link csvCandles}. */
export interface CsvCandlesOptions {
  /** Stops the reading; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

const columns = {
  Date: date,
  Open: number,
  High: number,
  Low: number,
  Close: number,
  'Adj Close': number,
  Volume: number,
};

/**
 * Reads candles from a CSV file in the layout of Yahoo's download: Date, Open, High, Low, Close, Adj Close, Volume.
 *
 * `time` is midnight UTC of the date. Prices must be finite and above 0, low and high must enclose open and close, and
 * volume and adjusted close must not be negative. The order of the dates is left as it is.
 *
 * Throws what {@link csv} throws, and `PENSTOCK_BAD_CANDLE` for a record that cannot be a candle.
 *
 * @example
 * ```ts
 * for await (const candle of csvCandles('BTC-USD.csv')) console.log(candle.time, candle.close);
 * ```
 */
export const csvCandles = (path: string, options: CsvCandlesOptions = {}): FileSource<Candle> => {
  checkOptions(options, { signal: true }, 'csvCandles');
  const records = csv(path, { columns, ...options });
  async function* read(): AsyncGenerator<Candle, void, undefined> {
    let count = 0;
    for await (const { Date: time, Open, High, Low, Close, 'Adj Close': adjClose, Volume } of records) {
      count += 1;
      yield checkCandle(
        { time, open: Open, high: High, low: Low, close: Close, adjClose, volume: Volume },
        `record ${count} of ${path}`,
      );
    }
  }
  return { name: path, [Symbol.asyncIterator]: read };
};
