import type { Duration, RetryAfterOptions } from '@penstock/stream';
import { checkFunctions, checkOptions, retryOptionNames, toRetryPolicy, toTimeLimit } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { leaveAtOnce } from '../abort/leave-at-once.ts';
import { Bell } from '../bell.ts';
import { sourcesError } from '../errors.ts';
import { checkLanes } from '../feed/check-lanes.ts';
import { feedRetryDefaults } from '../feed/feed-options.ts';
import type { FeedDown } from '../feed/feed-report.ts';
import { RetryWaits } from '../feed/retry-waits.ts';
import { serveSocket } from '../feed/serve-socket.ts';
import type { CcxtExchange, CcxtTicker } from './ccxt/ccxt-exchange.ts';
import { CcxtSockets } from './ccxt/ccxt-sockets.ts';
import { can } from './ccxt/ccxt-exchange.ts';
import { checkOwnBook } from './check-own-book.ts';
import { toExchange } from './exchange-option.ts';
import { toQuote } from './ticker-quote.ts';
import type { ExchangeQuote } from './ticker-quote.ts';

/** Options of {@link exchangeTicker}. */
export interface ExchangeTickerOptions {
  /** ccxt's id of the exchange, such as `'kraken'`, or an exchange object of `ccxt.pro` that nothing else uses. */
  readonly exchange: string | CcxtExchange;
  /**
   * The symbols in ccxt's unified form, such as `BTC/USD`, quoted in `USD`, `USDT` or `USDC`; a stablecoin counts as a
   * dollar.
   */
  readonly symbols: readonly string[];
  /** The time without any message after which the socket is reopened, from 1 ms. Default: 1 minute. */
  readonly silentAfter?: Duration;
  /**
   * The waits before the socket is reopened. Default: `initialDelay` 500 ms, `maxDelay` 30 s, no `giveUpAfter`,
   * `maxRetryAfter` 1 hour.
   */
  readonly retry?: RetryAfterOptions;
  /** Called with each outage. Default: none. */
  readonly onReport?: (report: FeedDown) => void;
  /** Ends the iteration immediately; it then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /** The clock and timers. Default: `asyncScheduler` of RxJS. */
  readonly scheduler?: SchedulerLike;
  /** Random numbers from 0 to below 1, for the jitter of the waits. Default: `Math.random`. */
  readonly random?: () => number;
}

const optionNames: OptionNames<ExchangeTickerOptions> = {
  exchange: true,
  symbols: true,
  silentAfter: true,
  retry: true,
  onReport: true,
  signal: true,
  scheduler: true,
  random: true,
};

const dollars = /\/(?:USD|USDT|USDC)(?::|$)/;

/** An endless series of quotes; each iteration opens a socket. */
export interface ExchangeTicker extends AsyncIterable<ExchangeQuote> {
  /** `EXCHANGE-ticker`. Positions are kept under this name. */
  readonly name: string;
}

/**
 * Watches the tickers of symbols at an exchange, through the optional peer `ccxt`, and yields them as quotes.
 *
 * A slow reader gets only the latest quote of each symbol; `updates` counts the tickers since the one read before.
 * Tickers can therefore be missed, and there is no backfill: use {@link exchangeTrades} if every trade matters. Values
 * that the exchange does not send are `null`; `volumeLast24Hours` and `ohlcvLast24Hours` are in the quote currency.
 * Positions count from 0 in each run, so give `deliver` an `id` made from the value.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called. The iteration throws `PENSTOCK_SYMBOL_UNKNOWN`,
 * `PENSTOCK_EXCHANGE_UNSUPPORTED` if the exchange has no tickers by WebSocket, `PENSTOCK_PEER_MISSING`, and, after
 * `retry.giveUpAfter`, the error that closed the socket last.
 *
 * @example
 * ```ts
 * const quotes = exchangeTicker({ exchange: 'kraken', symbols: ['BTC/USD'] });
 * await run(
 *   deliver(quotes, { id: ({ symbol, time }) => `${symbol}-${time}`, time: ({ time }) => time }),
 *   tapValue(({ symbol, priceUsd, updates }) => console.log(symbol, priceUsd, updates)),
 *   settle(),
 *   { signal },
 * );
 * ```
 */
export const exchangeTicker = (options: ExchangeTickerOptions): ExchangeTicker => {
  const { symbols } = checkOptions(options, optionNames, 'exchangeTicker');
  const { id, open } = toExchange(options.exchange);
  checkLanes(symbols, 'symbols');
  for (const symbol of symbols) {
    if (!dollars.test(symbol)) {
      throw sourcesError(
        'PENSTOCK_BAD_OPTION',
        `symbols must be quoted in USD, USDT or USDC, since a quote is in dollars; got ${symbol}.`,
      );
    }
  }
  const retry = checkOptions(options.retry ?? {}, { ...retryOptionNames, maxRetryAfter: true }, 'retry');
  const policy = toRetryPolicy(retry, feedRetryDefaults);
  const silentAfter = toTimeLimit(options.silentAfter ?? '1m', 'silentAfter', { min: 1 });
  const { scheduler = asyncScheduler, random = Math.random, onReport = () => undefined } = options;
  checkFunctions({ random, onReport });

  async function* read(signal: AbortSignal): AsyncGenerator<ExchangeQuote, void, undefined> {
    const bell = new Bell();
    signal.addEventListener('abort', () => bell.ring(), { once: true });
    const latest = new Map<string, { readonly ticker: CcxtTicker; readonly updates: number }>();
    const note = (symbol: string, ticker: CcxtTicker): void => {
      if (!symbols.includes(symbol)) return;
      latest.set(symbol, { ticker, updates: (latest.get(symbol)?.updates ?? 0) + 1 });
      bell.ring();
    };
    let failure: { readonly error: unknown } | undefined;
    const sockets = new CcxtSockets(open);
    const keepOpen = async (): Promise<void> => {
      const waits = new RetryWaits({ retry: policy, random, scheduler, signal });
      for (;;) {
        const { reason, wasSound } = await serveSocket(
          ({ heard, signal: life }) =>
            sockets.serve(
              symbols,
              {
                checkMarket: (symbol, market) => checkOwnBook(id, symbol, market),
                prepare: (exchange) => prepare(exchange, note),
                watches: (exchange) => symbols.map((symbol) => () => exchange.watchTicker(symbol)),
                opened: () => undefined,
                heard,
              },
              life,
            ),
          silentAfter,
          scheduler,
          signal,
        );
        signal.throwIfAborted();
        if (wasSound) waits.reset();
        await waits.after(reason, (attempt, ms) => onReport({ kind: 'down', error: reason, attempt, wait: ms }));
      }
    };
    const kept = keepOpen().catch((error: unknown) => {
      failure = { error };
      bell.ring();
    });
    try {
      while (!signal.aborted) {
        const [entry] = latest;
        if (!entry) {
          if (failure) throw failure.error;
          await bell.wait();
          continue;
        }
        const [symbol, { ticker, updates }] = entry;
        latest.delete(symbol);
        const quote = toQuote(symbol, ticker, updates, scheduler.now());
        if (quote) yield quote;
      }
      signal.throwIfAborted();
    } finally {
      void kept.then(() => sockets.close());
    }
  }
  return { name: `${id}-ticker`, [Symbol.asyncIterator]: () => leaveAtOnce(options.signal, read) };
};

/**
 * Calls `note` with each ticker when ccxt's message handler writes it; ccxt's own reader gets only the last of several.
 */
const prepare = (exchange: CcxtExchange, note: (symbol: string, ticker: CcxtTicker) => void): void => {
  if (!can(exchange, 'watchTicker')) {
    throw sourcesError(
      'PENSTOCK_EXCHANGE_UNSUPPORTED',
      `Expected an exchange with tickers by WebSocket; ${exchange.id} has none. Use exchangeTrades().`,
    );
  }
  exchange.tickers = new Proxy<Record<string, CcxtTicker>>(
    {},
    {
      set(tickers, symbol, ticker: CcxtTicker) {
        if (typeof symbol === 'string') {
          tickers[symbol] = ticker;
          note(symbol, ticker);
        }
        return true;
      },
    },
  );
};
