import { elasticsearchError } from '../../errors.ts';

/** A number of an answer, checked. */
export const finite = (value: unknown, where: string): number => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw elasticsearchError(
    'PENSTOCK_BAD_VALUE',
    `Expected a finite number for ${where}; got ${JSON.stringify(value)}.`,
  );
};
