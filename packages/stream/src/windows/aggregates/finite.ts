import { streamError } from '../../errors.ts';

/**
 * Checks that a value is a finite number, and returns it. Throws `PENSTOCK_VALUE_INVALID` otherwise: one NaN would make
 * the result of a whole window NaN.
 */
export const finite = (value: unknown, what: string): number => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw streamError(
    'PENSTOCK_VALUE_INVALID',
    `The window expected ${what} to be a finite number; got ` +
      `${typeof value === 'string' ? JSON.stringify(value) : String(value)}. Convert or filter out such records ` +
      'before the window.',
  );
};
