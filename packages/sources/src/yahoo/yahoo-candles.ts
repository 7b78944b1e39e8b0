import { type Candle, checkOptions, type Duration, type OptionNames, PenstockError, TimeLimit, toTimeLimit } from '@penstock/stream';
import { checkCandle } from '../csv/check-candle.ts';
import { sourcesError } from '../errors.ts';
import { checkedFetch } from './checked-fetch.ts';
import { UnavailableError } from '../unavailable-error.ts';
import { makeYahooClient } from './yahoo-client.ts';
import type { YahooChartClient, YahooChartQuote } from './yahoo-client.ts';

/** Options of {@link yahooCandles}. */
export interface YahooCandlesOptions {
  /** Yahoo's symbol, such as `BTC-USD` or `^GSPC`. */
  readonly symbol: string;
  /** First instant asked for: milliseconds since the Unix epoch, UTC, or a `Date`. */
  readonly from: number | Date;
  /** Instant before which the candles end, later than `from`; same units. */
  readonly to: number | Date;
  /** Span of a candle. Default: `1d`, the only one so far. */
  readonly interval?: '1d';
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
  signal: true,
  timeout: true,
  client: true,
  fetch: true,
};

/** Candles of one symbol, asked for anew by every iteration. */
export interface YahooCandles extends AsyncIterable<Candle> {
  /** The symbol; positions are kept under this name. */
  readonly name: string;
}

/**
 * Asks Yahoo for the daily candles of a symbol, through the optional peer `yahoo-finance2`.
 *
 * `time` is the instant Yahoo gives, in milliseconds since the Unix epoch, UTC. A row that is null in every value is a
 * day without data and is left out. Nothing is asked before the iteration begins, and nothing is asked twice. The peer
 * says that it supports Node 22 and later; what is called here works on 20, too, and it writes nothing to the console.
 *
 * Throws `PENSTOCK_BAD_OPTION` at once. The iteration throws a {@link RateLimitedError} (`PENSTOCK_RATE_LIMITED`) with
 * `retryAfter`; an {@link UnavailableError} (`PENSTOCK_UNAVAILABLE`) for 408, 5xx and no whole answer, with `retryAfter`
 * where Yahoo said it; `PENSTOCK_TIMEOUT`; `PENSTOCK_BAD_RESPONSE` for any other error, and for what is not JSON or not a
 * chart; `PENSTOCK_BAD_CANDLE` for a row that is null in part or cannot be a candle; and `PENSTOCK_PEER_MISSING`. No
 * message repeats a cookie, a token or the answer.
 *
 * @example
 * ```ts
 * const candles = yahooCandles({ symbol: 'BTC-USD', from: Date.UTC(2020, 0, 1), to: Date.UTC(2021, 0, 1) });
 * for await (const candle of candles) console.log(candle.time, candle.close);
 * ```
 */
export const yahooCandles = (options: YahooCandlesOptions): YahooCandles => {
  const { symbol } = checkOptions(options, optionNames, 'yahooCandles');
  const [from, to] = [Number(options.from), Number(options.to)];
  const must = (holds: boolean, option: string, expected: string, got: unknown): void => {
    if (!holds) throw sourcesError('PENSTOCK_BAD_OPTION', `${option} must be ${expected}; got ${String(got)}.`);
  };
  // The client puts the symbol into the path of the address as it is.
  must(/^[\w.^=&-]{1,40}$/.test(symbol), 'symbol', "1 to 40 of the characters A-Z a-z 0-9 _ . ^ = & -", symbol);
  must(Number.isFinite(from), 'from', 'milliseconds since the epoch or a Date', options.from);
  must(Number.isFinite(to) && to > from, 'to', 'milliseconds since the epoch or a Date, later than from', options.to);
  must(['1d', undefined].includes(options.interval), 'interval', "'1d'", options.interval);
  const timeout = toTimeLimit(options.timeout ?? '30s', 'timeout', { min: 1 });

  async function* read(): AsyncGenerator<Candle, void, undefined> {
    const quotes = await ask({ ...options, timeout }, new Date(from), new Date(to));
    for (const quote of quotes) {
      const candle = readQuote(quote, symbol);
      if (candle !== undefined) yield candle;
    }
  }
  return { name: symbol, [Symbol.asyncIterator]: read };
};

const ask = async (
  options: YahooCandlesOptions & { readonly timeout: number },
  period1: Date,
  period2: Date,
): Promise<readonly YahooChartQuote[]> => {
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
    const { quotes } = await Promise.race([chart, stopped]);
    return quotes;
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
  return sourcesError('PENSTOCK_BAD_RESPONSE', `Expected a chart of ${symbol} from Yahoo; the answer has another shape. Check that yahoo-finance2 is up to date.`);
};

const readQuote = (quote: YahooChartQuote, symbol: string): Candle | undefined => {
  const { date, open, high, low, close, volume, adjclose } = quote;
  const where = `the row of ${date.toISOString()} of ${symbol}`;
  const values = Object.entries({ open, high, low, close, volume, ...(adjclose === undefined ? {} : { adjclose }) });
  const absent = values.filter(([, value]) => value === null).map(([name]) => name);
  if (absent.length === values.length) return undefined;
  if (open === null || high === null || low === null || close === null || volume === null || adjclose === null) {
    throw sourcesError(
      'PENSTOCK_BAD_CANDLE',
      `Expected every value or none in ${where}; ${absent.join(', ')} is null. Ask again later, or end before that day.`,
    );
  }
  const candle = { time: date.getTime(), open, high, low, close, volume };
  return checkCandle(adjclose === undefined ? candle : { ...candle, adjClose: adjclose }, where);
};
