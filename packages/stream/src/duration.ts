import { streamError } from './errors.ts';

/**
 * A span of time: milliseconds, or a number with a unit.
 *
 * Calendar units (`1mo`) are not fixed spans and belong to windows, so they are not among these.
 *
 * @example
 * ```ts
 * const commitEvery: Duration = '500ms';
 * ```
 */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`;

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Milliseconds of a {@link Duration}; throws `PENSTOCK_BAD_OPTION`, naming `option`, on anything else.
 *
 * @example
 * ```ts
 * toMs('1.5s', 'maxAge'); // 1500
 * ```
 */
export const toMs = (duration: Duration, option: string): number => {
  const match = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(duration) : null;
  const ms = match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : duration;
  if (typeof ms === 'number' && ms >= 0) return ms;
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be milliseconds from 0 up or a duration such as '500ms', '30s' or '5m'; got ${String(duration)}.`,
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
