import { streamError } from '../errors.ts';

/** Checks a finite number above 0; throws `PENSTOCK_VALUE_INVALID`, naming `what`. */
export const positive = (value: number, what: string): number => {
  if (value > 0 && value < Infinity) return value;
  throw streamError(
    'PENSTOCK_VALUE_INVALID',
    `The indicator expected ${what} above 0; got ${String(value)}. Leave such records out before it.`,
  );
};

/** Checks a finite number; throws `PENSTOCK_VALUE_INVALID`, naming `what`. */
export const finite = (value: number, what: string): number => {
  if (Number.isFinite(value)) return value;
  throw streamError(
    'PENSTOCK_VALUE_INVALID',
    `The indicator expected ${what} to be a finite number; got ${String(value)}. Leave such records out before it.`,
  );
};
