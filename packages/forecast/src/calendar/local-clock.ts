import { zoneOffset } from '@penstock/stream/internal';
import { dayMs } from './local-days.ts';

/**
 * The most frequent local time of day of the rows, in milliseconds since midnight. If several are equally frequent, the
 * one that reached that count last.
 */
export const clockOf = (times: Float64Array, timeZone: string): number => {
  const offset = zoneOffset(timeZone);
  const rows = new Map<number, number>();
  let [usual, most] = [0, 0];
  for (const time of times) {
    const clock = (((time + offset(time)) % dayMs) + dayMs) % dayMs;
    const count = (rows.get(clock) ?? 0) + 1;
    rows.set(clock, count);
    if (count >= most) [usual, most] = [clock, count];
  }
  return usual;
};
