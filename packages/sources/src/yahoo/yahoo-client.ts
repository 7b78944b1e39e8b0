import { sourcesError } from '../errors.ts';

/** The fields of a chart's row that {@link yahooCandles} reads. A day without data has null in every value. */
export interface YahooChartQuote {
  readonly date: Date;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  readonly adjclose?: number | null;
}

/** The fields of a chart that {@link yahooCandles} reads. Without `meta`, days are days in UTC. */
export interface YahooChart {
  readonly quotes: readonly YahooChartQuote[];
  readonly meta?: YahooChartMeta;
  readonly events?: YahooChartEvents;
}

/** The events of a chart that {@link yahooEvents} reads. */
export interface YahooChartEvents {
  readonly dividends?: readonly { readonly date: Date; readonly amount: number }[];
  readonly splits?: readonly { readonly date: Date; readonly numerator: number; readonly denominator: number }[];
}

/** The metadata of a chart that {@link yahooCandles} reads. */
export interface YahooChartMeta {
  /** The IANA time zone of the exchange. */
  readonly exchangeTimezoneName?: string;
  /** Seconds by which the exchange's clock is ahead of UTC today; used when there is no time zone. */
  readonly gmtoffset?: number;
  /** The instant of the last trade. */
  readonly regularMarketTime?: Date;
  /** The currency of prices and dividends, such as `USD`; `GBp` is pence in London. */
  readonly currency?: string;
  /** The interval of the bars, such as `1d`. */
  readonly dataGranularity?: string;
  readonly currentTradingPeriod?: { readonly regular: { readonly start: Date; readonly end: Date } };
}

/** A request for a chart. */
export interface YahooChartQuery {
  readonly period1: Date;
  readonly period2: Date;
  readonly interval: '1m' | '2m' | '5m' | '15m' | '30m' | '60m' | '90m' | '1d' | '1wk' | '1mo' | '3mo';
  /** Whether to include bars before the opening and after the close. */
  readonly includePrePost?: boolean;
  /** Kinds of events, separated by `|`. */
  readonly events?: string;
  readonly return: 'array';
}

/**
 * The part of a `yahoo-finance2` client, version 3 or 4, that {@link yahooCandles} and {@link yahooEvents} call; `new
 * YahooFinance()` is one.
 *
 * @example
 * ```ts
 * import YahooFinance from 'yahoo-finance2';
 *
 * const client: YahooChartClient = new YahooFinance({ YF_QUERY_HOST: 'query1.finance.yahoo.com' });
 * ```
 */
export interface YahooChartClient {
  chart(symbol: string, query: YahooChartQuery, moduleOptions: { fetch: typeof fetch }): Promise<YahooChart>;
}

// The client would print errors that this package throws anyway, and a warning on Node 20, where all functions that are
// called here work.
const silent = (): void => undefined;
const logger = { debug: silent, dir: silent, error: silent, info: silent, warn: silent };

/** Makes a client of the optional peer; throws `PENSTOCK_PEER_MISSING` when the peer cannot be loaded. */
export const makeYahooClient = async (): Promise<YahooChartClient> => {
  try {
    const { default: YahooFinance } = await import('yahoo-finance2');
    return new YahooFinance({
      logger,
      suppressNotices: ['yahooSurvey'],
      versionCheck: false,
      validation: { logErrors: false },
    });
  } catch (error) {
    throw sourcesError(
      'PENSTOCK_PEER_MISSING',
      'Expected yahoo-finance2 3.15 or later beside @penstock/sources; it could not be loaded. Add it to your ' +
        'dependencies: npm install yahoo-finance2@3, or yahoo-finance2@4 on Node 22 or later.',
      error,
    );
  }
};
