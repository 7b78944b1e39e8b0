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

/** Such as `13:05:09`. */
export const clock = formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
