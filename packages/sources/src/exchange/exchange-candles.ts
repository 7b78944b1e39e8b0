import type { Candle, RetryAfterOptions } from '@penstock/stream';
import { checkFunctions, checkOptions, retryOptionNames, toRetryPolicy } from '@penstock/stream/internal';
import type { OptionNames, RetryPolicy } from '@penstock/stream/internal';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { callUntil } from '../abort/call-until.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';
import { CandleChecker, checkInvalidRowOptions } from '../candle/candle-checker.ts';
import type { InvalidRowOptions } from '../candle/candle-checker.ts';
import type { SparseCandle } from '../candle/sparse-candle.ts';
import { checkOption } from '../check-option.ts';
import { toInstant } from '../to-instant.ts';
import { sourcesError } from '../errors.ts';
import { RetryWaits } from '../feed/retry-waits.ts';
import { toCandleSpan } from './candle-interval.ts';
import type { CandleInterval, CandleSpan } from './candle-interval.ts';
import { can } from './ccxt/ccxt-exchange.ts';
import type { CcxtExchange } from './ccxt/ccxt-exchange.ts';
import { fromCcxt, symbolUnknown } from './ccxt/ccxt-error.ts';
import { toExchange } from './exchange-option.ts';

/** A report of {@link exchangeCandles} while it reads. */
export type CandleReport =
  | {
      /** The exchange has no candles before `time`, although earlier ones were requested. */
      readonly kind: 'begins';
      readonly time: number;
    }
  | {
      /**
       * There is no candle between `after` and `before`: nothing was traded, or the exchange no longer has the candles.
       */
      readonly kind: 'gap';
      readonly after: number;
      readonly before: number;
    }
  | {
      /**
       * A page was read. All candles before `until` were requested; `candles` is the number that was yielded so far.
       */
      readonly kind: 'progress';
      readonly until: number;
      readonly candles: number;
    }
  | {
      /**
       * A request failed and is retried after `wait` milliseconds; `attempt` is the number of failures in a row so far.
       */
      readonly kind: 'retry';
      readonly error: unknown;
      readonly attempt: number;
      readonly wait: number;
    };

/** Options of {@link exchangeCandles}. */
export interface ExchangeCandlesOptions extends InvalidRowOptions {
  /** ccxt's id of the exchange, such as `'kraken'`, or a ccxt exchange object of your own. It needs no WebSockets. */
  readonly exchange: string | CcxtExchange;
  /** The symbol in ccxt's unified form, such as `BTC/USD`. */
  readonly symbol: string;
  /** The interval of a candle, one that the exchange has; a month is `'1mo'`. */
  readonly interval: CandleInterval;
  /** The earliest `time` of a candle, inclusive: milliseconds since the Unix epoch, UTC, or a `Date`. */
  readonly from: number | Date;
  /** The end of the range, exclusive, later than `from`; the same units. Default: the present. */
  readonly to?: number | Date;
  /**
   * What to do with a last candle that is still open by the exchange's clock: leave it out, or yield it as it is so
   * far. Default: `'skip'`.
   */
  readonly unfinished?: 'skip' | 'include';
  /** The number of candles per request, from 2 up; the exchange may send fewer. Default: 300. */
  readonly pageSize?: number;
  /**
   * Retries of failed requests. Default: `initialDelay` 1 s, `maxDelay` 1 min, `giveUpAfter` 10 min, `maxRetryAfter` 1
   * hour.
   */
  readonly retry?: RetryAfterOptions;
  /** Called with progress, gaps and failures. Default: none. */
  readonly onReport?: (report: CandleReport) => void;
  /** Ends the iteration immediately; it then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** The clock and timers. Default: `asyncScheduler` of RxJS. */
  readonly scheduler?: SchedulerLike;
  /** Random numbers from 0 to below 1, for the jitter of the waits. Default: `Math.random`. */
  readonly random?: () => number;
}

const optionNames: OptionNames<ExchangeCandlesOptions> = {
  exchange: true,
  symbol: true,
  interval: true,
  from: true,
  to: true,
  unfinished: true,
  pageSize: true,
  onInvalid: true,
  onIssue: true,
  retry: true,
  onReport: true,
  signal: true,
  scheduler: true,
  random: true,
};

const retryDefaults: RetryPolicy = {
  initialDelay: 1_000,
  maxDelay: 60_000,
  giveUpAfter: 600_000,
  maxRetryAfter: 3_600_000,
};

/** Candles of one symbol; every iteration requests them again. */
export interface ExchangeCandles<C extends SparseCandle = Candle> extends AsyncIterable<C> {
  /** `EXCHANGE:SYMBOL:INTERVAL`. Positions are kept under this name. */
  readonly name: string;
}

/**
 * Requests the history of a symbol from an exchange, page by page, through the optional peer `ccxt`.
 *
 * Candles come in the order of time, each once, even if pages overlap or are out of order. A page is requested when the
 * one before has been read, no faster than the exchange's rate limit. `onReport` gets the progress, where the
 * exchange's history begins, and gaps between candles. The last candle is left out while it is open. A row that cannot
 * be a candle is left out and reported; `onInvalid` and `onIssue` change that.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called. The iteration throws `PENSTOCK_SYMBOL_UNKNOWN`,
 * `PENSTOCK_EXCHANGE_UNSUPPORTED`, `PENSTOCK_BAD_OPTION` for an interval that the exchange does not have,
 * `PENSTOCK_BAD_CANDLE` with `onInvalid: 'error'`, `PENSTOCK_PEER_MISSING`, and, when it gives up, the last failure:
 * `PENSTOCK_UNAVAILABLE`, `PENSTOCK_TIMEOUT` or `PENSTOCK_RATE_LIMITED`.
 *
 * @example
 * ```ts
 * const candles = exchangeCandles({
 *   exchange: 'binance',
 *   symbol: 'BTC/USDT',
 *   interval: '1h',
 *   from: Date.UTC(2024, 0, 1),
 *   to: Date.UTC(2025, 0, 1),
 *   onReport: (report) => report.kind === 'gap' && console.warn(report),
 * });
 * for await (const candle of candles) console.log(candle.time, candle.close);
 * ```
 */
export function exchangeCandles(
  options: ExchangeCandlesOptions & { readonly onInvalid?: 'skip' | 'error' },
): ExchangeCandles;
export function exchangeCandles(options: ExchangeCandlesOptions): ExchangeCandles<SparseCandle>;
export function exchangeCandles(options: ExchangeCandlesOptions): ExchangeCandles<SparseCandle> {
  const {
    symbol,
    interval,
    unfinished = 'skip',
    pageSize = 300,
  } = checkOptions(options, optionNames, 'exchangeCandles');
  checkInvalidRowOptions(options);
  const { id, open } = toExchange(options.exchange, 'rest');
  checkOption(typeof symbol === 'string' && symbol !== '', 'symbol', 'a symbol such as BTC/USD', symbol);
  const span = toCandleSpan(interval);
  const [from, to] = [toInstant(options.from), options.to === undefined ? Infinity : toInstant(options.to)];
  checkOption(Math.abs(from) <= 8.64e15, 'from', 'ms since the Unix epoch, or a Date', options.from);
  checkOption(to > from, 'to', 'ms since the Unix epoch, or a Date, later than from', options.to);
  checkOption(['skip', 'include'].includes(unfinished), 'unfinished', "'skip' or 'include'", unfinished);
  checkOption(Number.isSafeInteger(pageSize) && pageSize >= 2, 'pageSize', 'a whole number from 2 up', pageSize);
  const retry = checkOptions(options.retry ?? {}, { ...retryOptionNames, maxRetryAfter: true }, 'retry');
  const policy = toRetryPolicy(retry, retryDefaults);
  const { scheduler = asyncScheduler, random = Math.random, onReport = () => undefined } = options;
  checkFunctions({ random, onReport });

  async function* read(signal: AbortSignal): AsyncGenerator<SparseCandle, void, undefined> {
    const exchange = await open();
    const ask = async <A>(call: () => Promise<A>): Promise<A> => {
      const waits = new RetryWaits({ retry: policy, random, scheduler, signal });
      for (;;) {
        try {
          return await callUntil(signal, call);
        } catch (thrown) {
          signal.throwIfAborted();
          const error = fromCcxt(thrown, exchange);
          await waits.after(error, (attempt, ms) => onReport({ kind: 'retry', error, attempt, wait: ms }));
        }
      }
    };
    await ask(() => checkMarket(exchange, symbol, span));
    const asked = can(exchange, 'fetchTime') ? await ask(() => exchange.fetchTime()) : undefined;
    // The exchange's clock decides when a candle is finished, because the clock of this machine may be wrong.
    const ahead = (asked ?? scheduler.now()) - scheduler.now();
    const checker = new CandleChecker(symbol, options);
    let next = from;
    let last: number | undefined;
    let given = 0;
    try {
      while (next < to && next <= scheduler.now() + ahead) {
        const start = next;
        const page = async (limit: number): Promise<readonly SparseCandle[]> => {
          const rows = await ask(() => exchange.fetchOHLCV(symbol, span.timeframe, start, limit));
          return inOrder(rows.map(toCandle)).filter(({ time }) => time >= start && time < to);
        };
        let candles = await page(pageSize);
        // When there are more candles than its limit, an exchange may send the newest. Request the missing older ones
        // separately.
        for (let limit = pageSize; ;) {
          const missing = Math.floor(((candles[0]?.time ?? NaN) - start) / span.ms);
          if (!(missing >= 1 && missing < limit)) break;
          limit = missing;
          const older = await page(limit);
          if (older.length > 0) candles = inOrder([...older, ...candles]);
        }
        for (const candle of candles) {
          if (unfinished === 'skip' && span.next(candle.time) > scheduler.now() + ahead) return;
          if (last === undefined ? candle.time >= span.next(from) : candle.time > span.next(last))
            onReport(gapBefore(candle.time, last));
          last = candle.time;
          const checked = checker.check(candle, `the candle of ${new Date(candle.time).toISOString()} of ${symbol}`);
          if (!checked) continue;
          given += 1;
          yield checked;
        }
        // Some exchanges return only a limited time from the start on, which may be empty although later candles exist.
        next = last === undefined || last < start ? start + pageSpan * span.ms : span.next(last);
        onReport({ kind: 'progress', until: next, candles: given });
      }
    } finally {
      checker.close();
    }
  }
  return { name: `${id}:${symbol}:${interval}`, [Symbol.asyncIterator]: () => leaveAtOnce(options.signal, read) };
}

// An exchange may send fewer candles than requested, but every exchange sends at least this many per response.
const pageSpan = 100;

const gapBefore = (time: number, last: number | undefined): CandleReport =>
  last === undefined ? { kind: 'begins', time } : { kind: 'gap', after: last, before: time };

const toCandle = ([time, open, high, low, close, volume]: ReadonlyArray<number | undefined>): SparseCandle => ({
  time: time ?? NaN,
  open: open ?? null,
  high: high ?? null,
  low: low ?? null,
  close: close ?? null,
  volume: volume ?? null,
});

/** Sorts candles by time and drops repeated times. */
const inOrder = (candles: readonly SparseCandle[]): readonly SparseCandle[] => {
  const sorted = candles.filter(({ time }) => Number.isFinite(time)).toSorted((a, b) => a.time - b.time);
  return sorted.filter(({ time }, at) => time !== sorted[at - 1]?.time);
};

const checkMarket = async (exchange: CcxtExchange, symbol: string, { timeframe }: CandleSpan): Promise<void> => {
  const markets = await exchange.loadMarkets();
  if (!Object.hasOwn(markets, symbol)) throw symbolUnknown(`${exchange.id} has no market ${symbol}`);
  if (!can(exchange, 'fetchOHLCV')) {
    throw sourcesError(
      'PENSTOCK_EXCHANGE_UNSUPPORTED',
      `Expected an exchange with candles; ${exchange.id} has none. Make candles from its trades, with ohlc().`,
    );
  }
  const known = Object.keys(exchange.timeframes ?? {});
  checkOption(known.includes(timeframe), 'interval', `one of ${known.join(', ')} (1M is '1mo')`, timeframe);
};
