import { toMs } from '@penstock/stream/internal';
import type { Duration } from '@penstock/stream';
import { elasticsearchError } from '../../errors.ts';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A duration of whole seconds as Elasticsearch writes it, in its greatest whole unit: `'1d'`, `'90m'`. */
export const toTimeValue = (duration: Duration, option: string): string => {
  const ms = toMs(duration, option, { min: 1_000 });
  const unit = units.find(([, size]) => ms % size === 0);
  if (unit) return `${ms / unit[1]}${unit[0]}`;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be a whole number of seconds; got ${String(duration)}.`,
  );
};

/** Milliseconds of what Elasticsearch writes for a duration, such as `'1440m'`; NaN for what cannot be read. */
export const timeValueMs = (text: unknown): number => {
  const [, count, unit] = /^(\d+)(d|h|m|s|ms)$/.exec(String(text)) ?? [];
  const size = unit === 'ms' ? 1 : units.find(([name]) => name === unit)?.[1];
  return size === undefined ? NaN : Number(count) * size;
};
