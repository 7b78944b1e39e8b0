import type { Duration } from '@penstock/stream';
import { checkFunctions, toCount, toTimeLimit } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { checkOption } from '../check-option.ts';
import { toInstant } from '../to-instant.ts';
import { dayMs } from './exchange-clock.ts';
import type { YahooChartClient } from './yahoo-client.ts';

/** Options that {@link yahooCandles} and {@link yahooEvents} share. */
export interface YahooRequestOptions {
  /** Yahoo's symbol, such as `BTC-USD` or `^GSPC`. */
  readonly symbol: string;
  /** The earliest `time` to yield, inclusive: milliseconds since the Unix epoch, UTC, or a `Date`. */
  readonly from: number | Date;
  /** The end of the range, exclusive, later than `from`; the same units. */
  readonly to: number | Date;
  /** Stops the request; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** Time limit for the complete response, from 1 ms; `Infinity` for no limit. Default: 30 seconds. */
  readonly timeout?: Duration;
  /**
   * The largest response in bytes, decompressed, from 1 up. Default: 16777216 (16 MiB), several times the longest daily
   * history.
   */
  readonly maxBytes?: number;
  /** The client to use; its own `fetch` is replaced by the option `fetch`. Default: a new one of `yahoo-finance2`. */
  readonly client?: YahooChartClient;
  /** The function that sends the requests, for a proxy or a test. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export const yahooRequestOptionNames: OptionNames<YahooRequestOptions> = {
  symbol: true,
  from: true,
  to: true,
  signal: true,
  timeout: true,
  maxBytes: true,
  client: true,
  fetch: true,
};

/** {@link YahooRequestOptions} once checked, with times in milliseconds. */
export interface YahooRequest extends YahooRequestOptions {
  readonly from: number;
  readonly to: number;
  readonly timeout: number;
  readonly maxBytes: number;
}

// The range of a `Date`, less a margin for the longer range that is requested.
const maxTime = 8_640_000_000_000_000 - 200 * dayMs;

/** Checks the options and fills in their defaults; throws `PENSTOCK_BAD_OPTION`. */
export const toYahooRequest = (options: YahooRequestOptions): YahooRequest => {
  const { symbol } = options;
  const [from, to] = [toInstant(options.from), toInstant(options.to)];
  // The client puts the symbol into the path of the URL without escaping it.
  checkOption(
    typeof symbol === 'string' && /^[\w.^=&-]{1,40}$/.test(symbol),
    'symbol',
    '1 to 40 of the characters A-Z a-z 0-9 _ . ^ = & -',
    symbol,
  );
  const known = (time: number): boolean => Math.abs(time) <= maxTime;
  checkOption(known(from), 'from', 'milliseconds since the epoch, within ±8.62e15, or a Date', options.from);
  checkOption(
    known(to) && to > from,
    'to',
    'milliseconds since the epoch, within ±8.62e15, or a Date, later than from',
    options.to,
  );
  checkFunctions({ fetch: options.fetch });
  const timeout = toTimeLimit(options.timeout ?? '30s', 'timeout', { min: 1 });
  const maxBytes = toCount(options.maxBytes ?? 16_777_216, 'maxBytes');
  return { ...options, from, to, timeout, maxBytes };
};
