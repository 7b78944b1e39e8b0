import type { CalendarOptions, Interval, Series, Windows } from '@penstock/stream';
import { toWindows } from '@penstock/stream/internal';
import { forecastError } from '../../errors.ts';
import { bucketAggregate, checkBucketFunction, emptyBucket } from './bucket-function.ts';
import type { BucketFunction } from './bucket-function.ts';

/** Options that aggregate the rows of a series into buckets of time. */
export interface BucketOptions extends CalendarOptions {
  /** Length of a bucket, such as `'1h'` or `'1d'`. */
  readonly bucket: Interval;
  /** The function that turns the values of a bucket into one. Default `mean`. */
  readonly function?: BucketFunction;
}

// A longer run of empty buckets is a gap or a wrong time, not zeros to count.
const mostEmpty = 1_000_000;

const itself = (value: number): number => value;

/**
 * Aggregates rows into buckets. Returns one row for each bucket in the order of time, whatever the order of the rows,
 * with the start of the bucket as its time. An empty bucket between two others is 0 for `count` and left out otherwise.
 *
 * @throws `PENSTOCK_BAD_OPTION`; `PENSTOCK_SERIES_INVALID` for a time or value that is not a finite number, and for
 * more than 1,000,000 empty buckets with `count`.
 */
export const bucketed = (
  { times, values }: Series,
  { bucket, function: given, ...calendar }: BucketOptions,
): Series => {
  const name = checkBucketFunction(given ?? 'mean');
  const windows = toWindows(bucket, calendar, 'bucket');
  const aggregate = bucketAggregate(name, itself);
  const states = new Map<number, unknown>();
  for (const [i, time] of times.entries()) {
    const value = values[i]!;
    if (!Number.isFinite(time) || !Number.isFinite(value)) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Expected a finite time and value in row ${i}; got ${value} at time ${time}. Leave such rows out.`,
      );
    }
    const number = windows.number(time);
    const state = states.has(number) ? states.get(number) : aggregate.create();
    states.set(number, aggregate.add(state, aggregate.select(value)));
  }
  const numbers = [...states.keys()].toSorted((one, other) => one - other);
  const empty = emptyBucket(name);
  const all = empty === undefined ? numbers : withEmpty(numbers, windows);
  return {
    times: Float64Array.from(all, (number) => windows.at(number)),
    values: Float64Array.from(all, (number) => (states.has(number) ? aggregate.result(states.get(number)) : empty!)),
  };
};

/** All bucket numbers from the first to the last, except windows that a time zone skips. */
const withEmpty = (numbers: readonly number[], windows: Windows): readonly number[] => {
  const [first = 0, last = -1] = [numbers[0], numbers.at(-1)];
  if (last - first - numbers.length >= mostEmpty) {
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `Expected at most ${mostEmpty} empty buckets to count; got ${last - first + 1 - numbers.length}. ` +
        'Remove rows with a wrong time, or choose a longer bucket.',
    );
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
    (number) => windows.at(number) < windows.at(number + 1),
  );
};
