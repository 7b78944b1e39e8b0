import type { Candle } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { CandleChecker, checkInvalidRowOptions } from '../candle/candle-checker.ts';
import type { InvalidRowOptions } from '../candle/candle-checker.ts';
import type { SparseCandle } from '../candle/sparse-candle.ts';
import { checkOption } from '../check-option.ts';
import { askYahoo } from './ask-yahoo.ts';
import { barRows } from './bar-rows.ts';
import { dailyRows } from './daily-rows.ts';
import { daysAround } from './exchange-clock.ts';
import { yahooSpans } from './yahoo-interval.ts';
import type { YahooInterval, YahooSpan } from './yahoo-interval.ts';
import { toYahooRequest, yahooRequestOptionNames } from './yahoo-request.ts';
import type { YahooRequest, YahooRequestOptions } from './yahoo-request.ts';

/** Options of {@link yahooCandles}. */
export interface YahooCandlesOptions extends YahooRequestOptions, InvalidRowOptions {
  /**
   * Interval of a candle: `1m`, `2m`, `5m`, `15m`, `30m`, `1h`, `90m`, `1d`, `1w`, `1mo` or `3mo`. Yahoo has `1m` for
   * the last 30 days, 7 days per request; `1h` for the last 730 days; and the other intervals below a day for the last
   * 60 days. Default: `1d`.
   */
  readonly interval?: YahooInterval;
  /**
   * What to do with a last bar that is not finished.
   *
   * Days: while the exchange trades, Yahoo adds a row at the instant of the last trade, possibly beside the day's
   * regular row. `'skip'` leaves the added row out; `'replace'` puts it in place of the regular row. The exchange
   * counts as closed when there was a trade at its closing time, or an hour after that time.
   *
   * Other intervals: `'skip'` leaves the bar out; `'replace'` yields it with the trades so far. A bar is finished when
   * there was a trade at its end or later, or an hour after its end. The close of the exchange also ends bars of
   * minutes and hours.
   *
   * Default: `'skip'`.
   */
  readonly liveBar?: 'skip' | 'replace';
}

const optionNames: OptionNames<YahooCandlesOptions> = {
  ...yahooRequestOptionNames,
  interval: true,
  liveBar: true,
  onInvalid: true,
  onIssue: true,
};

const intervals: readonly YahooInterval[] = ['1m', '2m', '5m', '15m', '30m', '1h', '90m', '1d', '1w', '1mo', '3mo'];

/** Candles of one symbol; every iteration requests them again. */
export interface YahooCandles<C extends SparseCandle = Candle> extends AsyncIterable<C> {
  /** The symbol, or `SYMBOL:INTERVAL` for intervals other than a day. Positions are kept under this name. */
  readonly name: string;
}

/**
 * Requests the candles of a symbol from Yahoo, through the optional peer `yahoo-finance2`, version 3 or 4.
 *
 * `time` is midnight UTC of the day in the exchange's time zone, as the dates of {@link csvCandles}: the candle of
 * 2020-01-02 in Sydney, where trading opened at 23:00 UTC on 2020-01-01, has the time 2020-01-02 UTC. Weeks, which
 * begin on Monday, and months have the time of their first day in the same way; quarters begin in the months that Yahoo
 * chooses. Minutes and hours have the instant at which they begin, within the regular hours of the exchange. Candles
 * come in the order of time, one for each bar.
 *
 * The request is sent when the iteration begins, and it is not retried. Version 4 of the peer needs Node 22 or later;
 * version 3 works on Node 20. Nothing is written to the console.
 *
 * A row that cannot be a candle, or has some `null` values, is left out and reported; `onInvalid` and `onIssue` change
 * that. Prices below 0 are valid; 0 means a missing price, unless a price of the row is below 0. A row without any
 * value is a day without trading and is left out, except with `onInvalid: 'null'`.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called. The iteration throws a {@link RateLimitedError} (`PENSTOCK_RATE_LIMITED`)
 * with `retryAfter`; an {@link UnavailableError} (`PENSTOCK_UNAVAILABLE`) for 408, 5xx and an incomplete response, with
 * `retryAfter` if Yahoo sent it; `PENSTOCK_TIMEOUT`; `PENSTOCK_BAD_RESPONSE` for any other error, such as a range of
 * minutes that Yahoo no longer has, for a response that is longer than `maxBytes`, not JSON or not a chart, and for
 * bars of another interval; `PENSTOCK_BAD_CANDLE` with `onInvalid: 'error'`; and `PENSTOCK_PEER_MISSING`. No message
 * repeats a cookie, a token or the response.
 *
 * @example
 * ```ts
 * const candles = yahooCandles({ symbol: 'BTC-USD', from: Date.UTC(2020, 0, 1), to: Date.UTC(2021, 0, 1) });
 * for await (const candle of candles) console.log(candle.time, candle.close);
 *
 * const now = Date.now();
 * const minutes = yahooCandles({ symbol: 'AAPL', interval: '5m', from: now - 7 * 86_400_000, to: now });
 * ```
 */
export function yahooCandles(options: YahooCandlesOptions & { readonly onInvalid?: 'skip' | 'error' }): YahooCandles;
export function yahooCandles(options: YahooCandlesOptions): YahooCandles<SparseCandle>;
export function yahooCandles(options: YahooCandlesOptions): YahooCandles<SparseCandle> {
  const { symbol, interval = '1d', liveBar = 'skip' } = checkOptions(options, optionNames, 'yahooCandles');
  checkInvalidRowOptions(options);
  const request = toYahooRequest(options);
  checkOption(intervals.includes(interval), 'interval', `one of ${intervals.join(', ')}`, interval);
  checkOption(['skip', 'replace'].includes(liveBar), 'liveBar', "'skip' or 'replace'", liveBar);
  const span = interval === '1d' ? undefined : yahooSpans[interval];

  async function* read(): AsyncGenerator<SparseCandle, void, undefined> {
    const rows = span ? await askBars(request, span, liveBar) : await askDays(request, liveBar);
    const checker = new CandleChecker(symbol, options);
    try {
      for (const row of rows) {
        if (row.time < request.from || row.time >= request.to) continue;
        const when = new Date(row.time).toISOString().slice(0, span?.isIntraday ? 16 : 10);
        const candle = checker.check(row, `the row of ${when} of ${symbol}`);
        if (candle) yield candle;
      }
    } finally {
      checker.close();
    }
  }
  return { name: span ? `${symbol}:${interval}` : symbol, [Symbol.asyncIterator]: read };
}

const askDays = async (request: YahooRequest, liveBar: 'skip' | 'replace'): Promise<readonly SparseCandle[]> => {
  const chart = await askYahoo(request, { ...daysAround(request.from, request.to), interval: '1d' });
  return dailyRows(chart, liveBar, Date.now());
};

const askBars = async (
  request: YahooRequest,
  span: YahooSpan,
  liveBar: 'skip' | 'replace',
): Promise<readonly SparseCandle[]> => {
  const query = {
    ...span.range(request.from, request.to),
    interval: span.name,
    ...(span.isIntraday && { includePrePost: false }),
  };
  return barRows(await askYahoo(request, query, span.reach), span, liveBar, Date.now());
};
