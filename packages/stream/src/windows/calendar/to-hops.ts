import { streamError } from '../../errors.ts';
import { dayMs, toSpan } from './interval.ts';
import type { Interval, Span } from './interval.ts';
import { TimeZone } from './time-zone.ts';
import { isDaily } from './to-windows.ts';
import type { CalendarOptions } from './to-windows.ts';

/** How many `every` there are in `interval`, a whole number; throws `PENSTOCK_BAD_OPTION`. */
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
      `With a time of day as origin, every must divide a day evenly; got ${String(every)}. Give the origin as an ` +
        'instant.',
    );
  }
  if (Number.isSafeInteger(hops) && hops >= 1) return hops;
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `interval must be a whole number of every, at least 1; got interval ${String(interval)} and every ` +
      `${String(every)}. In a time zone days are not whole numbers of hours, and months are never whole numbers of ` +
      'days.',
  );
};

const lengthOf = ({ base, count }: Span, isUtc: boolean): readonly [base: string, count: number] =>
  isUtc && base === 'day' ? ['ms', count * dayMs] : [base, count];
