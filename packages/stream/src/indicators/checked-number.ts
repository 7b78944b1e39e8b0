import { streamError } from '../errors.ts';

/** Checks that a value is a finite number above 0 and returns it; throws `PENSTOCK_VALUE_INVALID`, naming `what`. */
export const positive = (value: number, what: string): number => {
  if (value > 0 && value < Infinity) return value;
  throw streamError(
    'PENSTOCK_VALUE_INVALID',
    `The indicator expected ${what} above 0; got ${String(value)}. Filter out such records before the indicator.`,
  );
};

/** Checks that a value is a finite number and returns it; throws `PENSTOCK_VALUE_INVALID`, naming `what`. */
export const finite = (value: number, what: string): number => {
  if (Number.isFinite(value)) return value;
  throw streamError(
    'PENSTOCK_VALUE_INVALID',
    `The indicator expected ${what} to be a finite number; got ${String(value)}. Filter out such records before the ` +
      'indicator.',
  );
};
