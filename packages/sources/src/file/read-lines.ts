import { sourcesError } from '../errors.ts';
import { readBytes } from './read-bytes.ts';

/**
 * Reads the lines of a file as bytes, without their line ends; throws `PENSTOCK_LINE_TOO_LONG`.
 *
 * Node's `readline` has no limit: it would read a line of any length into memory.
 */
export async function* readLines(
  path: string,
  maxLineBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let line = 1;
  const hold = (part: Uint8Array): void => {
    held += part.length;
    // Allow one more byte for a carriage return that belongs to the line end.
    if (held > maxLineBytes + 1) tooLong();
    if (part.length > 0) parts.push(part);
  };
  const tooLong = (): never => {
    throw sourcesError(
      'PENSTOCK_LINE_TOO_LONG',
      `Expected at most ${maxLineBytes} bytes in line ${line} of ${path}; the line is longer. Raise maxLineBytes if ` +
        'lines may be that long.',
    );
  };
  const take = (): Uint8Array => {
    const whole = Buffer.concat(parts);
    const bytes = whole.at(-1) === 13 ? whole.subarray(0, -1) : whole;
    if (bytes.length > maxLineBytes) tooLong();
    parts = [];
    held = 0;
    line += 1;
    return bytes;
  };
  for await (const chunk of readBytes(path, signal)) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      hold(chunk.subarray(start, end));
      start = end + 1;
      yield take();
    }
    hold(chunk.subarray(start));
  }
  if (held > 0) yield take();
}
