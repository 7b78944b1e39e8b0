import type { ValueAggregate } from '@penstock/stream';
import { count, max, mean, median, min, sum } from '@penstock/stream/internal';
import { forecastError } from '../../errors.ts';

/** The function that turns the rows of a bucket into one number. */
export type BucketFunction = 'count' | 'max' | 'mean' | 'median' | 'min' | 'sum';

const functions: {
  readonly [F in BucketFunction]: <T>(value: (row: T) => number) => ValueAggregate<T, number>;
} = { count, max, mean, median, min, sum };

const isFunction = (name: unknown): name is BucketFunction =>
  typeof name === 'string' && Object.hasOwn(functions, name);

/** Throws `PENSTOCK_BAD_OPTION` unless `name` is the name of a bucket function. */
export const checkBucketFunction = (name: unknown): BucketFunction => {
  if (isFunction(name)) return name;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `Expected one of ${Object.keys(functions).join(', ')} as "function"; got ${String(name)}.`,
  );
};

/** The aggregate that applies a bucket function to one number of each row. */
export const bucketAggregate = <T>(name: BucketFunction, value: (row: T) => number): ValueAggregate<T, number> =>
  functions[name](value);

/** The value of an empty bucket; `undefined` for functions that have none. */
export const emptyBucket = (name: BucketFunction): number | undefined => (name === 'count' ? 0 : undefined);
