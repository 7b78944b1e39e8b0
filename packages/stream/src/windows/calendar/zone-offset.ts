import { TimeZone } from './time-zone.ts';

/**
 * Makes a function that returns the offset of a time zone at an instant: by how many milliseconds local clocks are
 * ahead of UTC. The instant is in ms since the Unix epoch.
 *
 * The result is negative when clocks are behind UTC. It is exact to the second for every instant that a `Date` can
 * hold, also for the local mean times of the 19th century, except for the first and last two days of that range.
 *
 * @throws `PENSTOCK_BAD_OPTION` when `timeZone` is not an IANA name that this JavaScript engine knows.
 *
 * @example
 * ```ts
 * import { zoneOffset } from '@penstock/stream/internal';
 *
 * const offset = zoneOffset('America/New_York');
 * offset(Date.UTC(2024, 0, 15)); // -18_000_000, five hours behind UTC
 * offset(Date.UTC(2024, 6, 15)); // -14_400_000, four hours in summer
 * ```
 */
export const zoneOffset = (timeZone: string): ((time: number) => number) => {
  const zone = TimeZone.of(timeZone);
  return (time) => zone.offset(time);
};
