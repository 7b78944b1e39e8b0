/** What a number in a field of time counts since the Unix epoch: seconds, milliseconds or microseconds. */
export type TimeUnit = 's' | 'ms' | 'us';

/** How numbers of a unit become milliseconds, and the other way round. */
interface Conversion {
  toMs(count: number): number;
  fromMs(ms: number): number;
}

/** Each unit by its name. */
export const timeUnits: Readonly<Record<TimeUnit, Conversion>> = {
  // By way of microseconds, since a fraction of a second is not exact as a number.
  s: {
    toMs: (count) => (Number.isInteger(count) ? count * 1_000 : Math.round(count * 1e6) / 1_000),
    fromMs: (ms) => ms / 1_000,
  },
  ms: { toMs: (count) => count, fromMs: (ms) => ms },
  us: { toMs: (count) => count / 1_000, fromMs: (ms) => ms * 1_000 },
};
