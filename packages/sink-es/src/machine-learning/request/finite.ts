import { elasticsearchError } from '../../errors.ts';

/** Returns a number of an answer, or throws `PENSTOCK_BAD_VALUE`. */
export const finite = (value: unknown, where: string): number => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw elasticsearchError(
    'PENSTOCK_BAD_VALUE',
    `Expected a finite number for ${where}; got ${JSON.stringify(value)}.`,
  );
};
