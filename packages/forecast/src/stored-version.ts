import { forecastError } from './errors.ts';

/**
 * Checks the format version of stored data.
 *
 * @param what - Names the data in the error message.
 * @throws `PENSTOCK_FORMAT_UNSUPPORTED` unless `version` is `known`, the version that this release writes, or one of
 * `earlier`, which it can read too.
 */
export const checkStoredVersion = (
  what: string,
  version: unknown,
  known: number,
  earlier: readonly number[] = [],
): void => {
  if (version === known || earlier.includes(version as number)) return;
  const got = typeof version === 'number' ? `version ${version}` : 'none';
  throw forecastError(
    'PENSTOCK_FORMAT_UNSUPPORTED',
    `Expected ${what} in format version ${known}; got ${got}. ` +
      'Read it with the release of @penstock/forecast that wrote it, or create it again with this release.',
  );
};
