import { fileBlobs } from '@penstock/stream/node';
import { sourcesError } from '../../errors.ts';
import { blobPositions } from './position-store.ts';
import type { PositionStore } from './position-store.ts';

/**
 * Makes a store that keeps the positions of feeds in a folder. Each lane has a file, which is replaced atomically.
 *
 * @param directory The folder, created if it does not exist. Each pipeline needs its own.
 * @throws `PENSTOCK_BAD_OPTION` when called.
 *
 * @example
 * ```ts
 * const trades = exchangeTrades({ exchange: 'kraken', symbols: ['BTC/USD'], store: filePositions('.state/kraken') });
 * ```
 */
export const filePositions = (directory: string): PositionStore => {
  if (typeof directory === 'string' && directory !== '') return blobPositions(fileBlobs(directory));
  throw sourcesError('PENSTOCK_BAD_OPTION', `directory must be a path; got ${String(directory) || 'nothing'}.`);
};
