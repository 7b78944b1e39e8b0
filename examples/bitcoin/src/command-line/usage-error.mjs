// @ts-check

/** The command line is not one that the program takes. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
  code = 'PENSTOCK_BAD_OPTION';
}
