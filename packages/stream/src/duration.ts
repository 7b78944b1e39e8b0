import { checkOptions } from './check-options.ts';
import { streamError } from './errors.ts';

/**
 * A span of time: a number of milliseconds, or text of a number and a unit.
 *
 * The number is 0 or more, in the form in which JavaScript prints numbers: digits, with an optional fraction and
 * exponent, so that `` `${seconds}s` `` always works. Signs, spaces, non-ASCII digits and upper-case units are errors.
 * A day has 24 hours and a week 7 days. A month (`1mo`) has no fixed length, so only windows take it.
 *
 * Most options take 0 to 8.64e15 ms, the span that a `Date` can hold. An option that takes a smaller range, or
 * `Infinity` for "no limit", says so. Timers count whole milliseconds, so a wait rounds a fraction up.
 *
 * @example
 * ```ts
 * const commitEvery: Duration = '500ms';
 * ```
 */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`;

/** The range that a duration must be in. */
export interface DurationRange {
  /** Shortest span, milliseconds; default 0. */
  readonly min?: number;
  /** Longest span, milliseconds; default 8.64e15. */
  readonly max?: number;
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const pattern = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(ms|s|m|h|d|w)$/;

// The span of a `Date` on either side of the epoch. An instant plus this span is still a safe integer.
const longest = 8.64e15;

/**
 * Converts a {@link Duration} to milliseconds; the result is finite and within the range.
 *
 * @param option The name of the option, for the message.
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * toMs('1.5s', 'maxAge'); // 1500
 * toMs('5m', 'every', { min: 1 }); // 300000
 * ```
 */
export const toMs = (duration: Duration, option: string, range: DurationRange = {}): number => {
  const { min = 0, max = longest } = checkOptions(range, { min: true, max: true }, 'toMs');
  const ms = read(duration);
  if (ms >= min && ms <= max) return ms;
  throw refused(duration, option, `${min} to ${max} ms`);
};

/**
 * Converts a {@link Duration} that limits a wait to milliseconds; `Infinity` means no limit.
 *
 * @param option The name of the option, for the message.
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * toTimeLimit(Infinity, 'drainTimeout'); // Infinity
 * ```
 */
export const toTimeLimit = (duration: Duration, option: string, range: DurationRange = {}): number => {
  const { min = 0, max = longest } = checkOptions(range, { min: true, max: true }, 'toTimeLimit');
  const ms = read(duration);
  if (ms >= min && (ms <= max || duration === Infinity)) return ms;
  throw refused(duration, option, `${min} to ${max} ms, or Infinity for no limit`);
};

/** Milliseconds, or `NaN` when the value is not a duration. */
const read = (duration: unknown): number => {
  if (typeof duration === 'number') return duration;
  const match = typeof duration === 'string' ? pattern.exec(duration) : null;
  if (!match) return NaN;
  const ms = Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  // Floating point gives slightly less than 1005 for 1.005 * 1000.
  return Number.isInteger(ms) ? ms : Number(ms.toPrecision(15));
};

const refused = (duration: unknown, option: string, range: string) => {
  const got =
    typeof duration === 'string'
      ? `'${duration}'`
      : typeof duration === 'object'
        ? duration === null
          ? 'null'
          : 'an object'
        : String(duration);
  return streamError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be ${range}: a number of milliseconds, or text such as '500ms', '30s', '5m', '1h', '1d' or ` +
      `'1w'; got ${got}.`,
  );
};

/**
 * Checks that a value is a whole number of at least 1, and returns it.
 *
 * @param option The name of the option, for the message.
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const limit = (options: { maxBatch?: number }) => toCount(options.maxBatch ?? 500, 'maxBatch');
 * ```
 */
export const toCount = (value: number, option: string): number => {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw streamError('PENSTOCK_BAD_OPTION', `${option} must be a whole number of at least 1; got ${String(value)}.`);
};
