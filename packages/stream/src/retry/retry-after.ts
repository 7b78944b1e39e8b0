import { checkOptions } from '../check-options.ts';

/** What a `Retry-After` header is read with. */
export interface RetryAfterContext {
  /** The `Date` header of the same answer: a date is by the server's clock, which this tells. Default: by `now`. */
  readonly date?: string | null | undefined;
  /** The caller's clock, ms since the Unix epoch; default `Date.now()`. */
  readonly now?: number;
}

// The three forms of RFC 9110, section 5.6.7; the last two are obsolete and must still be read.
const imfDate = '[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT';
const rfc850Date = '[A-Z][a-z]{5,8}, \\d{2}-[A-Z][a-z]{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} GMT';
const asctimeDate = '[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d{2}:\\d{2}:\\d{2} \\d{4}';
const httpDate = new RegExp(`^(?:${imfDate}|${rfc850Date}|${asctimeDate})$`);
const seconds = /^\d+(?:\.\d+)?$/;
// A header that came twice is often joined by a comma, which dates have, too.
const items = new RegExp(`[ \\t]*(${imfDate}|${rfc850Date}|${asctimeDate}|\\d+(?:\\.\\d+)?)[ \\t]*(?:,|$)`, 'y');

// The span that a `Date` can hold, and with it every duration.
const longest = 8.64e15;

/**
 * Milliseconds to wait by a `Retry-After` header, whole, from 0 to 8.64e15; `undefined` when it does not say.
 *
 * It is seconds or a date (RFC 9110, section 10.2.3); a fraction of a second is read, too, since servers send it. A
 * date that has passed means 0. Of a header that came more than once the longest wait holds. Everything else, such as
 * `-1`, `1e9`, `0x10` or an ISO date, says nothing.
 *
 * How long to wait at most is the caller's to decide: a server may ask for years.
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

/** The items of a header; none when any of it is something else. */
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
  // The third form names no time zone; all three are in UTC.
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
};
