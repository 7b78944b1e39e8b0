import { streamError } from '../../errors.ts';

/**
 * A number that can be reckoned with; throws `PENSTOCK_VALUE_INVALID` on anything else, as one NaN would spoil a whole
 * window.
 */
export const finite = (value: unknown, what: string): number => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw streamError(
    'PENSTOCK_VALUE_INVALID',
    `The window expected ${what} to be a finite number; got ` +
      `${typeof value === 'string' ? JSON.stringify(value) : String(value)}. Convert or leave out such records ` +
      'before it.',
  );
};
