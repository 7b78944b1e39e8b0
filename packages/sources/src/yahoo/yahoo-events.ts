import { checkOptions } from '@penstock/stream/internal';
import { sourcesError } from '../errors.ts';
import { askYahoo } from './ask-yahoo.ts';
import { daysAround, exchangeDay } from './exchange-clock.ts';
import { toYahooRequest, yahooRequestOptionNames } from './yahoo-request.ts';
import type { YahooRequestOptions } from './yahoo-request.ts';

/** A dividend or a split. `time` is midnight UTC of its day at the exchange, as that of the candle of the day. */
export type YahooEvent =
  | {
      readonly kind: 'dividend';
      readonly time: number;
      /** Per share, as shares are now: Yahoo divides it by all splits since. */
      readonly amount: number;
      /** What the amount is in, such as `USD`, or `GBp` for pence; undefined where Yahoo does not say it. */
      readonly currency: string | undefined;
    }
  | {
      readonly kind: 'split';
      readonly time: number;
      /** Each `denominator` shares became `numerator`: 4 and 1 for a split of 4 to 1. */
      readonly numerator: number;
      readonly denominator: number;
    };

/** Dividends and splits of one symbol, asked for anew by every iteration. */
export interface YahooEvents extends AsyncIterable<YahooEvent> {
  /** `SYMBOL:events`; positions are kept under this name. */
  readonly name: string;
}

/**
 * Asks Yahoo for the dividends and splits of a symbol, through the optional peer `yahoo-finance2`, of major 3 or 4.
 *
 * They come in the order of time, a split before a dividend of the same day. Yahoo's prices are divided by all later
 * splits already, and `adjClose` of {@link yahooCandles} has the dividends taken off, too.
 *
 * Throws as {@link yahooCandles} does; `PENSTOCK_BAD_RESPONSE` also for an event that has no time, no finite amount or
 * no ratio above 0.
 *
 * @example
 * ```ts
 * for await (const event of yahooEvents({ symbol: 'AAPL', from: Date.UTC(2020, 0, 1), to: Date.UTC(2021, 0, 1) })) {
 *   if (event.kind === 'dividend') console.log(event.time, event.amount, event.currency);
 *   else console.log(event.time, `${event.numerator} to ${event.denominator}`);
 * }
 * ```
 */
export const yahooEvents = (options: YahooRequestOptions): YahooEvents => {
  const request = toYahooRequest(checkOptions(options, yahooRequestOptionNames, 'yahooEvents'));
  const { symbol, from, to } = request;

  async function* read(): AsyncGenerator<YahooEvent, void, undefined> {
    const query = { ...daysAround(from, to), interval: '1d', events: 'div|split' } as const;
    const { events, meta = {} } = await askYahoo(request, query);
    const day = exchangeDay(meta);
    const splits = (events?.splits ?? []).map(({ date, numerator, denominator }): YahooEvent => ({
      kind: 'split',
      time: day(date.getTime()),
      numerator,
      denominator,
    }));
    const dividends = (events?.dividends ?? []).map(({ date, amount }): YahooEvent => ({
      kind: 'dividend',
      time: day(date.getTime()),
      amount,
      currency: meta.currency,
    }));
    const all = [...splits, ...dividends];
    if (!all.every(isSound)) {
      throw sourcesError(
        'PENSTOCK_BAD_RESPONSE',
        `Expected a time and a finite amount or a ratio above 0 for each event of ${symbol}; an event from Yahoo has ` +
          'none. Ask again later.',
      );
    }
    for (const event of all.toSorted((a, b) => a.time - b.time)) {
      if (event.time >= from && event.time < to) yield event;
    }
  }
  return { name: `${symbol}:events`, [Symbol.asyncIterator]: read };
};

const isSound = (event: YahooEvent): boolean =>
  Number.isFinite(event.time) &&
  (event.kind === 'dividend'
    ? Number.isFinite(event.amount)
    : [event.numerator, event.denominator].every((part) => Number.isFinite(part) && part > 0));
