import { checkOptions } from '../check-options.ts';

/** The clocks that a `Retry-After` header is read with. */
export interface RetryAfterContext {
  /**
   * The `Date` header of the same response: the server's clock, which a date in `Retry-After` refers to. Default `now`.
   */
  readonly date?: string | null | undefined;
  /** The caller's clock, ms since the Unix epoch; default `Date.now()`. */
  readonly now?: number;
}

// The three date formats of RFC 9110, section 5.6.7. The last two are obsolete, but a client must accept them.
const imfDate = '[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT';
const rfc850Date = '[A-Z][a-z]{5,8}, \\d{2}-[A-Z][a-z]{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} GMT';
const asctimeDate = '[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d{2}:\\d{2}:\\d{2} \\d{4}';
const httpDate = new RegExp(`^(?:${imfDate}|${rfc850Date}|${asctimeDate})$`);
const seconds = /^\d+(?:\.\d+)?$/;
// HTTP clients often join repeated headers with a comma, and dates also contain one.
const items = new RegExp(`[ \\t]*(${imfDate}|${rfc850Date}|${asctimeDate}|\\d+(?:\\.\\d+)?)[ \\t]*(?:,|$)`, 'y');

// The span that a `Date` can hold, which is also the longest duration.
const longest = 8.64e15;

/**
 * Reads a `Retry-After` header. Returns the milliseconds to wait, a whole number from 0 to 8.64e15, or `undefined` when
 * the header is missing or malformed.
 *
 * The header has seconds or a date (RFC 9110, section 10.2.3). Fractions of a second are accepted, since some servers
 * send them. A date in the past gives 0. When the header occurs more than once, the longest wait counts. Any other
 * value, such as `-1`, `1e9`, `0x10` or an ISO date, is malformed.
 *
 * The caller must limit the wait: a server may ask for years.
 *
 * @throws `PENSTOCK_BAD_OPTION` on an unknown name in the context.
 *
 * @example
 * ```ts
 * retryAfterMs('120'); // 120000
 * retryAfterMs('Wed, 21 Oct 2015 07:28:00 GMT', { date: 'Wed, 21 Oct 2015 07:27:00 GMT' }); // 60000
 * ```
 */
export const retryAfterMs = (
  header: string | readonly string[] | null | undefined,
  context: RetryAfterContext = {},
): number | undefined => {
  const { date, now = Date.now() } = checkOptions(context, { date: true, now: true }, 'retryAfterMs');
  if (header === null || header === undefined) return undefined;
  const clock = readDate(date ?? '') ?? now;
  const waits = split(typeof header === 'string' ? header : header.join(', ')).map((item) => {
    const ms = seconds.test(item) ? Number(item) * 1_000 : (readDate(item) ?? NaN) - clock;
    return Math.min(longest, Math.max(0, Math.ceil(ms)));
  });
  const wait = Math.max(...waits);
  return Number.isFinite(wait) ? wait : undefined;
};

/** Splits a header into its items; returns none when any part of it is malformed. */
const split = (header: string): readonly string[] => {
  const found: string[] = [];
  for (items.lastIndex = 0; items.lastIndex < header.length;) {
    const item = items.exec(header)?.[1];
    if (item === undefined) return [];
    found.push(item);
  }
  return found;
};

const readDate = (text: string): number | undefined => {
  if (!httpDate.test(text)) return undefined;
  // The third format has no time zone. All three are in UTC.
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
};
