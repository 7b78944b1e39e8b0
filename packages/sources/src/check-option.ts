import { sourcesError } from './errors.ts';

/** Throws `PENSTOCK_BAD_OPTION` unless `holds`; the message says what was expected of the option and what came. */
export const checkOption = (holds: boolean, option: string, expected: string, got: unknown): void => {
  if (!holds) throw sourcesError('PENSTOCK_BAD_OPTION', `${option} must be ${expected}; got ${String(got)}.`);
};

/** Throws `PENSTOCK_BAD_OPTION` for the first of these options that is set to something other than a function. */
export const checkFunctions = (options: Readonly<Record<string, unknown>>): void => {
  for (const [option, given] of Object.entries(options))
    checkOption(given === undefined || typeof given === 'function', option, 'a function', given);
};
