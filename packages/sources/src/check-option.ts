import { sourcesError } from './errors.ts';

/** Throws `PENSTOCK_BAD_OPTION` unless `holds`; the message says what was expected of the option and what came. */
export const checkOption = (holds: boolean, option: string, expected: string, got: unknown): void => {
  if (!holds) throw sourcesError('PENSTOCK_BAD_OPTION', `${option} must be ${expected}; got ${String(got)}.`);
};
