import { createReadStream } from 'node:fs';
import { PassThrough, pipeline } from 'node:stream';
import { sourcesError } from '../errors.ts';
import { gunzip } from './gunzip.ts';

/**
 * Reads the bytes of a file and unpacks gzip.
 *
 * An abort of `signal` ends the reading immediately. The file is closed when its current read ends. A read from a pipe
 * or a network folder may never end, and Node cannot cancel it.
 *
 * Throws `PENSTOCK_FILE_UNREADABLE`, and the signal's reason.
 */
export async function* readBytes(path: string, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  signal.throwIfAborted();
  const bytes = new PassThrough();
  // An error destroys `bytes`, so the loop below throws it.
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
