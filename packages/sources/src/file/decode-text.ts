import { isUtf8 } from 'node:buffer';
import { sourcesError } from '../errors.ts';
import { withHead } from './with-head.ts';

/** Returns Node's name of an encoding, such as `windows-1252` for `latin1`; throws `PENSTOCK_BAD_OPTION`. */
export const toEncoding = (encoding: string): string => {
  try {
    return new TextDecoder(encoding).encoding;
  } catch (cause) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `encoding must be one that TextDecoder knows, such as 'utf-8', 'utf-16le' or 'windows-1252'; got ` +
        `${String(encoding)}.`,
      cause,
    );
  }
};

/**
 * Decodes the bytes of a file to text, without its byte order mark.
 *
 * The default `encoding` is the one that the byte order mark states; without a mark it is UTF-8. Throws
 * `PENSTOCK_BAD_ENCODING` for a NUL character and for bytes that are not text in that encoding. No byte is replaced or
 * dropped.
 */
export async function* decodeText(
  source: AsyncIterable<Buffer>,
  path: string,
  encoding: string | undefined,
): AsyncGenerator<string, void, undefined> {
  const { head, all } = await withHead(source, (bytes) => bytes.length >= 3);
  if (head === undefined) return;
  const marked = markOf(head);
  // Most encodings would decode the bytes of the mark and of the file as other characters, without an error.
  if (marked && encoding && encoding !== marked) {
    throw badEncoding(
      `Expected ${encoding} in ${path}; its byte order mark says ${marked}. Leave out the option encoding`,
    );
  }
  const used = encoding ?? marked ?? 'utf-8';
  const decoder = new TextDecoder(used, { fatal: true });
  let line = 1;
  const decode = (chunk?: Buffer): string => {
    let text: string;
    try {
      text = chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw notText(path, used, chunk && used === 'utf-8' ? line + badLine(chunk) : undefined, cause);
    }
    if (used === 'windows-1252') text = text.replace(c1, (character) => windows1252[character.charCodeAt(0) - 0x80]!);
    if (text.includes('\0')) {
      throw badEncoding(
        `Expected text in ${path}; got a NUL character in line ` +
          `${line + countLines(text.slice(0, text.indexOf('\0')))}. Set encoding to 'utf-16le' or 'utf-16be' if the ` +
          'file is UTF-16, else get the file again',
      );
    }
    line += countLines(text);
    return text;
  };
  for await (const chunk of all) yield decode(chunk);
  yield decode();
}

const markOf = (head: Buffer): string | undefined => {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
};

// Node 20 decodes these bytes of windows-1252 as control characters, as Latin-1 does.
const c1 = /[\x80-\x9f]/g;
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const countLines = (text: string): number => {
  let lines = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines += 1;
  return lines;
};

/** Returns how many lines of a chunk precede the first line that is not UTF-8. */
const badLine = (chunk: Buffer): number => {
  let start = 0;
  // Skip the rest of a character that began in the chunk before.
  while (start < 3 && (chunk[start]! & 0xc0) === 0x80) start += 1;
  let lines = 0;
  for (
    let end = chunk.indexOf(10, start);
    end !== -1 && isUtf8(chunk.subarray(start, end));
    end = chunk.indexOf(10, start)
  ) {
    start = end + 1;
    lines += 1;
  }
  return lines;
};

const notText = (path: string, encoding: string, line: number | undefined, cause: unknown) => {
  const where = line === undefined ? path : `line ${line} of ${path}`;
  return badEncoding(
    `Expected ${encoding} in ${where}; got other bytes. Set encoding to the one that the file was written in, ` +
      `such as 'windows-1252' or 'utf-16le', or get the file again if it is cut off`,
    cause,
  );
};

const badEncoding = (message: string, cause?: unknown) => sourcesError('PENSTOCK_BAD_ENCODING', `${message}.`, cause);
