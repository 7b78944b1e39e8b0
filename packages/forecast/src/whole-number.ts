import { forecastError } from './errors.ts';

/**
 * Returns `value` if it is a whole number from `least` to `most`.
 *
 * @throws `PENSTOCK_BAD_OPTION` otherwise.
 */
export const wholeNumber = (name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `of ${least} to ${most}`;
  throw forecastError('PENSTOCK_BAD_OPTION', `${name} must be a whole number ${range}; got ${String(value)}.`);
};
