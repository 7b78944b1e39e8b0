import { checkOptions, PenstockError, TimeLimit, toTimeLimit } from '@penstock/stream';
import type { Candle, Duration, OptionNames } from '@penstock/stream';
import { CandleChecker, checkInvalidRowOptions } from '../candle/candle-checker.ts';
import type { InvalidRowOptions } from '../candle/candle-checker.ts';
import type { SparseCandle } from '../candle/sparse-candle.ts';
import { checkOption } from '../check-option.ts';
import { sourcesError } from '../errors.ts';
import { checkedFetch } from './checked-fetch.ts';
import { UnavailableError } from '../failure/unavailable-error.ts';
import { dailyRows, dayMs } from './daily-rows.ts';
import { makeYahooClient } from './yahoo-client.ts';
import type { YahooChart, YahooChartClient } from './yahoo-client.ts';

/** Options of {@link yahooCandles}. */
export interface YahooCandlesOptions extends InvalidRowOptions {
  /** Yahoo's symbol, such as `BTC-USD` or `^GSPC`. */
  readonly symbol: string;
  /** The first `time` that a candle may have: milliseconds since the Unix epoch, UTC, or a `Date`. */
  readonly from: number | Date;
  /** The `time` before which the candles end, later than `from`; same units. */
  readonly to: number | Date;
  /** Span of a candle. Default: `1d`, the only one so far. */
  readonly interval?: '1d';
  /**
   * What becomes of the row at the instant of the last trade while the exchange trades, which may stand beside the
   * day's own: `'skip'` leaves it out, `'replace'` puts it in the place of the day's row. The exchange has closed when
   * there was a trade at its close, or an hour after that. Default: `'skip'`.
   */
  readonly liveBar?: 'skip' | 'replace';
  /** Stops the request; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** Longest time for the whole answer, from 1 ms; `Infinity` for no limit. Default: 30 seconds. */
  readonly timeout?: Duration;
  /** Client to ask; its own `fetch` is not used, see `fetch`. Default: a new one of `yahoo-finance2`. */
  readonly client?: YahooChartClient;
  /** What sends the requests, for a proxy or a test. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

const optionNames: OptionNames<YahooCandlesOptions> = {
  symbol: true,
  from: true,
  to: true,
  interval: true,
  liveBar: true,
  onInvalid: true,
  onIssue: true,
  signal: true,
  timeout: true,
  client: true,
  fetch: true,
};

// What a `Date` holds, less the day that is asked for on both sides.
const maxTime = 8_640_000_000_000_000 - dayMs;

/** Candles of one symbol, asked for anew by every iteration. */
export interface YahooCandles<C extends SparseCandle = Candle> extends AsyncIterable<C> {
  /** The symbol; positions are kept under this name. */
  readonly name: string;
}

/**
 * Asks Yahoo for the daily candles of a symbol, through the optional peer `yahoo-finance2`.
 *
 * `time` is midnight UTC of the day in the time zone of the exchange: the candle of 2020-01-02 in Sydney, which opened
 * at 23:00 UTC of 2020-01-01, has the time of 2020-01-02 UTC, as the dates of {@link csvCandles}. Candles come in the
 * order of time, one a day. Nothing is asked before the iteration begins, and nothing is asked twice. The peer says
 * that it supports Node 22 and later; what is called here works on 20, too, and it writes nothing to the console.
 *
 * A row that cannot be a candle, or has `null` in part, is left out and reported, which `onInvalid` and `onIssue`
 * change. Prices below 0 are right; 0 stands for a missing price unless a price of the row is below 0. A row without
 * any value is a day off and left out, except by `onInvalid: 'null'`.
 *
 * Throws `PENSTOCK_BAD_OPTION` at once. The iteration throws a {@link RateLimitedError} (`PENSTOCK_RATE_LIMITED`) with
 * `retryAfter`; an {@link UnavailableError} (`PENSTOCK_UNAVAILABLE`) for 408, 5xx and no whole answer, with
 * `retryAfter` where Yahoo said it; `PENSTOCK_TIMEOUT`; `PENSTOCK_BAD_RESPONSE` for any other error, and for what is
 * not JSON or not a chart; `PENSTOCK_BAD_CANDLE` by `onInvalid: 'error'`; and `PENSTOCK_PEER_MISSING`. No message
 * repeats a cookie, a token or the answer.
 *
 * @example
 * ```ts
 * const candles = yahooCandles({ symbol: 'BTC-USD', from: Date.UTC(2020, 0, 1), to: Date.UTC(2021, 0, 1) });
 * for await (const candle of candles) console.log(candle.time, candle.close);
 * ```
 */
export function yahooCandles(options: YahooCandlesOptions & { readonly onInvalid?: 'skip' | 'error' }): YahooCandles;
export function yahooCandles(options: YahooCandlesOptions): YahooCandles<SparseCandle>;
export function yahooCandles(options: YahooCandlesOptions): YahooCandles<SparseCandle> {
  const { symbol, liveBar = 'skip' } = checkOptions(options, optionNames, 'yahooCandles');
  checkInvalidRowOptions(options);
  const [from, to] = [toTime(options.from), toTime(options.to)];
  // The client puts the symbol into the path of the address as it is.
  checkOption(
    typeof symbol === 'string' && /^[\w.^=&-]{1,40}$/.test(symbol),
    'symbol',
    '1 to 40 of the characters A-Z a-z 0-9 _ . ^ = & -',
    symbol,
  );
  const known = (time: number): boolean => Math.abs(time) <= maxTime;
  checkOption(known(from), 'from', 'milliseconds since the epoch, within ±8.64e15, or a Date', options.from);
  checkOption(
    known(to) && to > from,
    'to',
    'milliseconds since the epoch, within ±8.64e15, or a Date, later than from',
    options.to,
  );
  checkOption(['1d', undefined].includes(options.interval), 'interval', "'1d'", options.interval);
  checkOption(['skip', 'replace'].includes(liveBar), 'liveBar', "'skip' or 'replace'", liveBar);
  const timeout = toTimeLimit(options.timeout ?? '30s', 'timeout', { min: 1 });

  async function* read(): AsyncGenerator<SparseCandle, void, undefined> {
    // A day of the exchange begins and ends up to 14 hours from that of UTC.
    const chart = await ask({ ...options, timeout }, new Date(from - dayMs), new Date(to + dayMs));
    const checker = new CandleChecker(symbol, options);
    try {
      for (const row of dailyRows(chart, liveBar, Date.now())) {
        if (row.time < from || row.time >= to) continue;
        const candle = checker.check(row, `the row of ${new Date(row.time).toISOString().slice(0, 10)} of ${symbol}`);
        if (candle) yield candle;
      }
    } finally {
      checker.close();
    }
  }
  return { name: symbol, [Symbol.asyncIterator]: read };
}

/** NaN for what is no time, such as null, which would become 1970. */
const toTime = (time: unknown): number => (typeof time === 'number' || time instanceof Date ? Number(time) : NaN);

const ask = async (
  options: YahooCandlesOptions & { readonly timeout: number },
  period1: Date,
  period2: Date,
): Promise<YahooChart> => {
  const { symbol, signal, timeout } = options;
  signal?.throwIfAborted();
  const client = options.client ?? (await makeYahooClient());
  signal?.throwIfAborted();
  const limit = new TimeLimit(timeout, signal ? [signal] : []);
  const stop = limit.signal;
  // The client queues its requests, so a signal that only `fetch` heard would be heard late.
  const { promise: stopped, reject } = withReject();
  const onStop = (): void => reject(stop.reason);
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const chart = client.chart(
      symbol,
      { period1, period2, interval: '1d', return: 'array' },
      { fetch: checkedFetch(options.fetch ?? fetch, stop, symbol) },
    );
    return await Promise.race([chart, stopped]);
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.expired) {
      throw sourcesError(
        'PENSTOCK_TIMEOUT',
        `Expected Yahoo to answer for ${symbol} within ${timeout} ms; it did not. Ask again, or raise timeout.`,
      );
    }
    if (error instanceof PenstockError) throw error;
    throw failure(error, symbol);
  } finally {
    stop.removeEventListener('abort', onStop);
    limit.end();
  }
};

const withReject = (): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } => {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  return { promise, reject };
};

// The client's own errors quote the answer, so only what kind of failure it was is told, and no cause is kept.
const failure = (error: unknown, symbol: string): PenstockError => {
  const { message, cause } = Object(error) as { message?: unknown; cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' && /^[A-Z_]{1,40}$/.test(cause.code) ? cause.code : undefined;
  // These two are how `fetch` says that there was no connection, or that it broke in the middle.
  if (code !== undefined || (error instanceof TypeError && (message === 'fetch failed' || message === 'terminated'))) {
    const why = code === undefined ? '' : ` (${code})`;
    return new UnavailableError(`Yahoo gave no whole answer for ${symbol}${why}. Ask again later.`);
  }
  return sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected a chart of ${symbol} from Yahoo; the answer has another shape. Check that yahoo-finance2 is up to date.`,
  );
};
