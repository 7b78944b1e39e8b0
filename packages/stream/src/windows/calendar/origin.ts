import { streamError } from '../../errors.ts';

/**
 * The start of the count of intervals: a time of day such as `'09:30'` or `'17:00:30'` on the clock of `timeZone`, or
 * an instant in milliseconds since the Unix epoch.
 *
 * @example
 * ```ts
 * const tradingHours: Origin = '09:30';
 * const taxYears: Origin = Date.UTC(2024, 3, 6);
 * ```
 */
export type Origin = number | `${number}:${number}` | `${number}:${number}:${number}`;

const farthestTime = 8.64e15;

/** Converts a time of day to milliseconds since midnight; throws `PENSTOCK_BAD_OPTION`. */
export const toTimeOfDay = (origin: string): number => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(origin);
  if (!match) throw badOrigin(origin);
  return ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3] ?? 0)) * 1_000;
};

/** Checks an origin that is an instant, and returns it; throws `PENSTOCK_BAD_OPTION`. */
export const toInstant = (origin: number): number => {
  if (Number.isSafeInteger(origin) && Math.abs(origin) <= farthestTime) return origin;
  throw badOrigin(origin);
};

const badOrigin = (origin: unknown): Error =>
  streamError(
    'PENSTOCK_BAD_OPTION',
    `origin must be a time of day from '00:00' to '23:59:59', or an instant in whole milliseconds since the Unix ` +
      `epoch; got ${typeof origin === 'string' ? JSON.stringify(origin) : String(origin)}.`,
  );
