import { createRequire } from 'node:module';
import { sourcesError } from '../../errors.ts';

/** The version of kafkajs whose private parts this package was tested with. */
export const testedVersion = '2.2.4';

/**
 * Throws `PENSTOCK_PEER_VERSION` for another version than the tested one. Without a version, as in a bundle, it throws
 * nothing.
 */
export const checkVersion = (installed: string | undefined): void => {
  if (installed === undefined || installed === testedVersion) return;
  throw sourcesError(
    'PENSTOCK_PEER_VERSION',
    `Expected kafkajs ${testedVersion} beside @penstock/sources, which uses private parts of it; found ${installed}. ` +
      `Install kafkajs@${testedVersion}.`,
  );
};

/** The version of the kafkajs that an import finds from here; `undefined` where there is no package to look at. */
export const installedVersion = (): string | undefined => {
  try {
    return (createRequire(import.meta.url)('kafkajs/package.json') as { readonly version: string }).version;
  } catch {
    return undefined;
  }
};
