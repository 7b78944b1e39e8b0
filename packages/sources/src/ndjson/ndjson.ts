import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import type { FileSource } from '../file/file-source.ts';
import { sourcesError } from '../errors.ts';
import { jsonParser } from '../record/json-parser.ts';
import type { BigIntegers } from '../record/json-parser.ts';
import { readLines } from '../file/read-lines.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';

/** Options of {@link ndjson}. */
export interface NdjsonOptions<T> {
  /** Checks a parsed value and returns it with its type; throws when the value is invalid. */
  readonly parse: (value: unknown) => T;
  /** The length of the longest line in bytes, without its line end, from 1 up. Default: 1048576 (1 MiB). */
  readonly maxLineBytes?: number;
  /**
   * How to read an integer outside of ±(2^53 - 1), such as a trade's id of 64 bits: `'string'` for its digits as text,
   * or `'bigint'`. Default: the nearest number, as `JSON.parse` reads it.
   */
  readonly bigIntegers?: BigIntegers;
  /** Stops the reading; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a file of newline-delimited JSON, one value per line.
 *
 * The file must be UTF-8 with `\n` or `\r\n` line ends. A file that begins with the first bytes of the gzip format is
 * unpacked. Blank lines are skipped, and the last line needs no line end. A number that JavaScript cannot represent
 * becomes the nearest that it can, as with `JSON.parse`; `bigIntegers` keeps integers exact. The file is opened when
 * the iteration begins and closed when it ends. A reader that stops early, or an abort, does not wait for a stalled
 * read. Memory holds at most a line and some chunks.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called. The iteration throws `PENSTOCK_FILE_UNREADABLE`, `PENSTOCK_LINE_TOO_LONG`,
 * and `PENSTOCK_BAD_LINE` for a line that is not UTF-8, not JSON, or that `parse` rejects. Lines count from 1.
 *
 * @example
 * ```ts
 * const priced = (value: unknown): { readonly price: number } => {
 *   const { price } = Object(value) as { price?: unknown };
 *   if (typeof price === 'number') return { price };
 *   throw new TypeError('no price');
 * };
 * const trades = ndjson('trades.ndjson', { parse: priced });
 * for await (const trade of trades) console.log(trade.price);
 * ```
 */
export const ndjson = <T>(path: string, options: NdjsonOptions<T>): FileSource<T> => {
  const names: OptionNames<NdjsonOptions<T>> = { bigIntegers: true, maxLineBytes: true, parse: true, signal: true };
  const { bigIntegers, parse, maxLineBytes = 1_048_576 } = checkOptions(options, names, 'ndjson');
  const parseJson = jsonParser(bigIntegers);
  if (!Number.isSafeInteger(maxLineBytes) || maxLineBytes < 1) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `maxLineBytes must be a whole number of at least 1; got ${String(maxLineBytes)}.`,
    );
  }
  async function* read(signal: AbortSignal): AsyncGenerator<T, void, undefined> {
    let line = 0;
    for await (const bytes of readLines(path, maxLineBytes, signal)) {
      line += 1;
      const value = parseLine(bytes, parseJson, parse, `line ${line} of ${path}`);
      if (value !== undefined) yield value.parsed;
    }
  }
  return { name: path, [Symbol.asyncIterator]: () => leaveAtOnce(options.signal, read) };
};

const parseLine = <T>(
  bytes: Uint8Array,
  parseJson: (text: string) => unknown,
  parse: (value: unknown) => T,
  where: string,
): { readonly parsed: T } | undefined => {
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() === '') return undefined;
    value = parseJson(text);
  } catch (error) {
    throw sourcesError('PENSTOCK_BAD_LINE', `Expected JSON in UTF-8 in ${where}; got something else.`, error);
  }
  try {
    return { parsed: parse(value) };
  } catch (error) {
    const reason = reasonText(error);
    throw sourcesError('PENSTOCK_BAD_LINE', `Expected a value that parse accepts in ${where}: ${reason}`, error);
  }
};
