import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { sourcesError } from '../errors.ts';
import { withHead } from './with-head.ts';

/**
 * Unpacks the bytes of a file if they begin as gzip does, whatever the name of the file.
 *
 * Several gzip members in one file become one text. Throws `PENSTOCK_FILE_UNREADABLE` for gzip that is cut off, damaged
 * or followed by other bytes, and for ZIP, bzip2, zstd and xz files.
 */
export async function* gunzip(source: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer, void, undefined> {
  const { head, all } = await withHead(source, (bytes) => bytes.length >= 4);
  const archive = head && [...signatures].find(([, signature]) => head.indexOf(signature) === 0)?.[0];
  if (archive) throw unreadable(path, `it is ${archive}. Unpack it, or pack it as gzip`);
  if (head?.[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all;
    return;
  }
  let given = 0;
  const counted = async function* (): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of all) {
      given += chunk.length;
      yield chunk;
    }
  };
  const unpacked = createGunzip();
  // An error destroys `unpacked`, so the loop below throws it.
  pipeline(counted(), unpacked, () => undefined);
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    const reason =
      error.code === 'Z_BUF_ERROR' ? 'its gzip data is cut off' : `its gzip data is damaged (${error.message})`;
    throw unreadable(path, `${reason}. Get the file again`, error);
  }
  // After the end of a member, zlib ignores a zero byte and everything that follows it, even another member.
  const rest = given - unpacked.bytesWritten;
  if (rest > 0)
    throw unreadable(path, `${rest} bytes follow the end of its gzip data. Get the file again, or cut them off`);
}

const signatures: ReadonlyMap<string, Buffer> = new Map([
  ['a ZIP archive', Buffer.from('PK\x03\x04', 'latin1')],
  ['packed as bzip2', Buffer.from('BZh9')],
  ['packed as zstd', Buffer.from('\x28\xb5\x2f\xfd', 'latin1')],
  ['packed as xz', Buffer.from('\xfd7zX', 'latin1')],
]);

const isZlibError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');

const unreadable = (path: string, reason: string, cause?: unknown) =>
  sourcesError('PENSTOCK_FILE_UNREADABLE', `Expected a readable file at ${path}: ${reason}.`, cause);
