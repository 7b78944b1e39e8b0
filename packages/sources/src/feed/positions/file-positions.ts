import { fileBlobs } from '@penstock/stream/node';
import { sourcesError } from '../../errors.ts';
import { blobPositions } from './position-store.ts';
import type { PositionStore } from './position-store.ts';

/**
 * Keeps the positions of feeds in a folder: one file a lane, written aside, synced and renamed.
 *
 * @param directory made if missing; give each pipeline its own.
 * @throws `PENSTOCK_BAD_OPTION` at once.
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
