import { TimeZone } from './time-zone.ts';

/**
 * Makes the function that tells by how many milliseconds the local clocks of a time zone are ahead of UTC at an
 * instant, which is given in ms since the Unix epoch.
 *
 * The result is negative where clocks are behind UTC. It is exact to the second for every instant that a `Date` holds,
 * also for the local mean times of the 19th century, but for the first and last two days of that range.
 *
 * @throws `PENSTOCK_BAD_OPTION` when `timeZone` is not an IANA name that this JavaScript engine knows.
 *
 * @example
 * ```ts
 * const offset = zoneOffset('America/New_York');
 * offset(Date.UTC(2024, 0, 15)); // -18_000_000, five hours behind UTC
 * offset(Date.UTC(2024, 6, 15)); // -14_400_000, four hours in summer
 * ```
 */
export const zoneOffset = (timeZone: string): ((time: number) => number) => {
  const zone = TimeZone.of(timeZone);
  return (time) => zone.offset(time);
};
