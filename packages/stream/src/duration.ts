import { checkOptions } from './check-options.ts';
import { streamError } from './errors.ts';

/**
 * A span of time: milliseconds, or a number with a unit.
 *
 * The number is 0 or more, as JavaScript writes it: digits, with a fraction or an exponent where needed, so that ``
 * `${seconds}s` `` always works. Signs, spaces, other digits and upper-case units are errors. A week has 7 days and a
 * day 24 hours. Calendar units (`1mo`) are not fixed spans and belong to windows, so they are not among these.
 *
 * Most options take 0 to 8.64e15 ms, the span that a `Date` can hold; where one takes less, or takes `Infinity` for "no
 * limit", its own text says so. Timers have whole milliseconds, so a fraction is rounded up when it is waited for.
 *
 * @example
 * ```ts
 * const commitEvery: Duration = '500ms';
 * ```
 */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`;

/** From where to where a duration may be. */
export interface DurationRange {
  /** Shortest span, milliseconds; default 0. */
  readonly min?: number;
  /** Longest span, milliseconds; default 8.64e15. */
  readonly max?: number;
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const pattern = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(ms|s|m|h|d|w)$/;

// As far as a `Date` reaches on either side of the epoch; an instant plus such a span is still an exact number.
const longest = 8.64e15;

/**
 * Milliseconds of a {@link Duration}, finite and within the range.
 *
 * @param option What the duration was given for, as the error names it.
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
 * Milliseconds of a {@link Duration} that bounds a wait, where `Infinity` means that there is no bound.
 *
 * @param option What the duration was given for, as the error names it.
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

/** Milliseconds, `NaN` for what is no duration. */
const read = (duration: unknown): number => {
  if (typeof duration === 'number') return duration;
  const match = typeof duration === 'string' ? pattern.exec(duration) : null;
  if (!match) return NaN;
  const ms = Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  // 1.005 * 1000 is a little less than 1005.
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
    `${option} must be ${range}: a number of milliseconds or text such as '500ms', '30s', '5m', '1h', '1d' or ` +
      `'1w'; got ${got}.`,
  );
};

/**
 * Checks a whole number of at least 1; throws `PENSTOCK_BAD_OPTION`, naming `option`.
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
