import { sourcesError } from '../errors.ts';

/** What {@link yahooCandles} reads of one row of a chart. A day without data has null in every value. */
export interface YahooChartQuote {
  readonly date: Date;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  readonly adjclose?: number | null;
}

/** What {@link yahooCandles} reads of a chart. Without `meta` a day is a day of UTC. */
export interface YahooChart {
  readonly quotes: readonly YahooChartQuote[];
  readonly meta?: YahooChartMeta;
  readonly events?: YahooChartEvents;
}

/** What {@link yahooEvents} reads of a chart. */
export interface YahooChartEvents {
  readonly dividends?: readonly { readonly date: Date; readonly amount: number }[];
  readonly splits?: readonly { readonly date: Date; readonly numerator: number; readonly denominator: number }[];
}

/** What {@link yahooCandles} reads of what Yahoo says about a chart as a whole. */
export interface YahooChartMeta {
  /** The IANA time zone of the exchange. */
  readonly exchangeTimezoneName?: string;
  /** Seconds that the exchange's clock is ahead of UTC today; used where there is no time zone. */
  readonly gmtoffset?: number;
  /** The instant of the last trade. */
  readonly regularMarketTime?: Date;
  /** What the prices and dividends are in; pence in London are `GBp`. */
  readonly currency?: string;
  /** How long the bars are, such as `1d`. */
  readonly dataGranularity?: string;
  readonly currentTradingPeriod?: { readonly regular: { readonly start: Date; readonly end: Date } };
}

/** What a client is asked for. */
export interface YahooChartQuery {
  readonly period1: Date;
  readonly period2: Date;
  readonly interval: '1m' | '2m' | '5m' | '15m' | '30m' | '60m' | '90m' | '1d' | '1wk' | '1mo' | '3mo';
  /** Whether bars before the opening and after the close are wanted, too. */
  readonly includePrePost?: boolean;
  /** Kinds of events, `|` between them. */
  readonly events?: string;
  readonly return: 'array';
}

/**
 * The part of a `yahoo-finance2` client, of major 3 or 4, that {@link yahooCandles} and {@link yahooEvents} call;
 * `new YahooFinance()` is one.
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

// The errors of this package say what went wrong. The client would print it a second time, and prints a warning on
// Node 20, where all that is called here works.
const silent = (): void => undefined;
const logger = { debug: silent, dir: silent, error: silent, info: silent, warn: silent };

/** Makes a client of the optional peer; throws `PENSTOCK_PEER_MISSING` when it is not installed. */
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
