import type { CandleInterval } from '../../src/board/api.ts';

const formatter = (options: Intl.DateTimeFormatOptions): ((time: number) => string) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
  return (time) => format.format(time);
};

/** Such as `17 Sep 2014`, of milliseconds since the epoch. All dates of the page are those of UTC. */
export const date = formatter({ day: '2-digit', month: 'short', year: 'numeric' });

/** Such as `17 Sep`. */
export const dayOfYear = formatter({ day: '2-digit', month: 'short' });

/** Such as `Wed 17 Sep`. */
export const weekday = formatter({ weekday: 'short', day: '2-digit', month: 'short' });

/** Such as `2014`. */
export const year = formatter({ year: 'numeric' });

/** Such as `Sep`. */
export const monthName = formatter({ month: 'short' });

/** Such as `17`. */
export const dayOfMonth = formatter({ day: 'numeric' });

/** Such as `13:05`. */
export const timeOfDay = formatter({ hour: '2-digit', minute: '2-digit' });

/** Such as `Sep 2014`. */
export const month = formatter({ month: 'short', year: 'numeric' });

/** Such as `17 Sep 2014, 13:05`. */
export const minute = formatter({
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** Such as `17 Sep 2014, 13:05:09`. */
const second = formatter({
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The start of a bar: the day, or for narrower bars also the minute or second. */
export const barTime = (interval: CandleInterval, time: number): string =>
  ({ '1d': date, '1m': minute, '1s': second })[interval](time);

/** A span of time, whose end is excluded. The text contains the time of day if the span is shorter than a day. */
export const span = (from: number, to: number): string => {
  const format = to - from < 86_400_000 ? minute : date;
  return `${format(from)} to ${format(to - 1)}`;
};

/** Such as `13:05:09`. */
export const clock = formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
