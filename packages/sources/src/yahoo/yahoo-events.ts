import { checkOptions } from '@penstock/stream/internal';
import { sourcesError } from '../errors.ts';
import { askYahoo } from './ask-yahoo.ts';
import { daysAround, exchangeDay } from './exchange-clock.ts';
import { toYahooRequest, yahooRequestOptionNames } from './yahoo-request.ts';
import type { YahooRequestOptions } from './yahoo-request.ts';

/** A dividend or a split. `time` is midnight UTC of its day at the exchange, as in the candle of that day. */
export type YahooEvent =
  | {
      readonly kind: 'dividend';
      readonly time: number;
      /** The amount per share of today: Yahoo divides it by all later splits. */
      readonly amount: number;
      /** The currency of the amount, such as `USD`, or `GBp` for pence; undefined when Yahoo does not send it. */
      readonly currency: string | undefined;
    }
  | {
      readonly kind: 'split';
      readonly time: number;
      /** Every `denominator` old shares became `numerator` new ones: 4 and 1 for a split of 4 to 1. */
      readonly numerator: number;
      readonly denominator: number;
    };

/** Dividends and splits of one symbol; every iteration requests them again. */
export interface YahooEvents extends AsyncIterable<YahooEvent> {
  /** `SYMBOL:events`. Positions are kept under this name. */
  readonly name: string;
}

/**
 * Requests the dividends and splits of a symbol from Yahoo, through the optional peer `yahoo-finance2`, version 3 or 4.
 *
 * Events come in the order of time; a split comes before a dividend of the same day. Yahoo has already divided its
 * prices by all later splits; `adjClose` of {@link yahooCandles} also has the dividends subtracted.
 *
 * Throws the same errors as {@link yahooCandles}, and `PENSTOCK_BAD_RESPONSE` for an event without a time, without a
 * finite amount or without a ratio above 0.
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
        `Expected a time and a finite amount or a ratio above 0 for each event of ${symbol}; an event from Yahoo ` +
          'lacks one. Ask again later.',
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
