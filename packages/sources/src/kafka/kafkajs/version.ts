import { createRequire } from 'node:module';
import { sourcesError } from '../../errors.ts';

/** The version of kafkajs with whose private parts this package was tested. */
export const testedVersion = '2.2.4';

/**
 * Throws `PENSTOCK_PEER_VERSION` for another version than the tested one. It accepts an unknown version, as in a
 * bundle.
 */
export const checkVersion = (installed: string | undefined): void => {
  if (installed === undefined || installed === testedVersion) return;
  throw sourcesError(
    'PENSTOCK_PEER_VERSION',
    `Expected kafkajs ${testedVersion} beside @penstock/sources, which uses private parts of it; got ${installed}. ` +
      `Install kafkajs@${testedVersion}.`,
  );
};

/**
 * Returns the version of the kafkajs package that this file imports; undefined if the package's manifest cannot be
 * read.
 */
export const installedVersion = (): string | undefined => {
  try {
    return (createRequire(import.meta.url)('kafkajs/package.json') as { readonly version: string }).version;
  } catch {
    return undefined;
  }
};
