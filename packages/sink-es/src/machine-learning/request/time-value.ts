import type { Duration } from '@penstock/stream';
import { toMs } from '@penstock/stream/internal';
import { elasticsearchError } from '../../errors.ts';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Formats a duration of whole seconds for Elasticsearch, in the largest unit without a fraction: `'1d'`, `'90m'`. */
export const toTimeValue = (duration: Duration, option: string): string => {
  const ms = toMs(duration, option, { min: 1_000 });
  const unit = units.find(([, size]) => ms % size === 0);
  if (unit) return `${ms / unit[1]}${unit[0]}`;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be a whole number of seconds; got ${String(duration)}.`,
  );
};

/** Parses a duration of Elasticsearch, such as `'1440m'`, to milliseconds; NaN for other text. */
export const timeValueMs = (text: unknown): number => {
  const [, count, unit] = /^(\d+)(d|h|m|s|ms)$/.exec(String(text)) ?? [];
  const size = unit === 'ms' ? 1 : units.find(([name]) => name === unit)?.[1];
  return size === undefined ? NaN : Number(count) * size;
};
