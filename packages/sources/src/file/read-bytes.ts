import { createReadStream } from 'node:fs';
import { PassThrough, pipeline } from 'node:stream';
import { sourcesError } from '../errors.ts';
import { gunzip } from './gunzip.ts';

/**
 * The bytes of a file, unpacked where it is gzip.
 *
 * An abort of `signal` ends the reading at once. The file is then closed as soon as its read ends: of a pipe or of a
 * network folder that may be never, and Node cannot break it off.
 *
 * Throws `PENSTOCK_FILE_UNREADABLE`, and the signal's reason.
 */
export async function* readBytes(path: string, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  signal.throwIfAborted();
  const bytes = new PassThrough();
  // A failure destroys `bytes`, whose reader gets the error.
  pipeline(createReadStream(path), bytes, () => undefined);
  signal.addEventListener('abort', () => bytes.destroy(), { once: true });
  try {
    yield* gunzip(bytes, path);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw sourcesError('PENSTOCK_FILE_UNREADABLE', `Expected a readable file at ${path}: ${error.message}.`, error);
  }
}
