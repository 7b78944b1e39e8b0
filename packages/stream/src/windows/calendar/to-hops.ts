import { streamError } from '../../errors.ts';
import { dayMs, toSpan } from './interval.ts';
import type { Interval, Span } from './interval.ts';
import { TimeZone } from './time-zone.ts';
import { isDaily } from './to-windows.ts';
import type { CalendarOptions } from './to-windows.ts';

/** Returns `interval` divided by `every`; throws `PENSTOCK_BAD_OPTION` when the result is not a whole number. */
export const toHops = (interval: Interval, every: Interval, { timeZone = 'UTC', origin }: CalendarOptions): number => {
  const isUtc = TimeZone.of(timeZone).name === 'UTC';
  const length = toSpan(interval, 'interval');
  const hop = toSpan(every, 'every');
  const [base, count] = lengthOf(length, isUtc);
  const [hopBase, hopCount] = lengthOf(hop, isUtc);
  const hops = base === hopBase ? count / hopCount : NaN;
  if (hops > 1 && isDaily(hop, origin)) {
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      `Expected every to divide a day evenly, since the origin is a time of day; got ${String(every)}. Change every, ` +
        'or give the origin as an instant.',
    );
  }
  if (Number.isSafeInteger(hops) && hops >= 1) return hops;
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `interval must be a whole multiple of every; got interval ${String(interval)} and every ${String(every)}. In a ` +
      'time zone other than UTC, a day is not a multiple of hours. A month is never a multiple of days.',
  );
};

const lengthOf = ({ base, count }: Span, isUtc: boolean): readonly [base: string, count: number] =>
  isUtc && base === 'day' ? ['ms', count * dayMs] : [base, count];
