/** Unit of a number in a time field: seconds, milliseconds or microseconds since the Unix epoch. */
export type TimeUnit = 's' | 'ms' | 'us';

/** Conversion between a unit and milliseconds. */
interface Conversion {
  toMs(count: number): number;
  fromMs(ms: number): number;
}

/** The conversion of each unit. */
export const timeUnits: Readonly<Record<TimeUnit, Conversion>> = {
  // A number cannot hold most fractions of a second exactly, so they are rounded to microseconds.
  s: {
    toMs: (count) => (Number.isInteger(count) ? count * 1_000 : Math.round(count * 1e6) / 1_000),
    fromMs: (ms) => ms / 1_000,
  },
  ms: { toMs: (count) => count, fromMs: (ms) => ms },
  us: { toMs: (count) => count / 1_000, fromMs: (ms) => ms * 1_000 },
};
