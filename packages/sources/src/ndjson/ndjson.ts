import { checkOptions } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import type { OptionNames } from '@penstock/stream/internal';
import type { FileSource } from '../file/file-source.ts';
import { sourcesError } from '../errors.ts';
import { jsonParser } from '../record/json-parser.ts';
import type { BigIntegers } from '../record/json-parser.ts';
import { readLines } from '../file/read-lines.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';

/** Options of {@link ndjson}. */
export interface NdjsonOptions<T> {
  /** Checks one parsed value and gives it its type; throws when it does not fit. */
  readonly parse: (value: unknown) => T;
  /** Longest line in bytes, without its line end, from 1 up. Default: 1048576 (1 MiB). */
  readonly maxLineBytes?: number;
  /**
   * What an integer outside of ±(2^53 - 1) becomes, such as a trade's id of 64 bits: its digits as text, or a bigint.
   * Default: the nearest number, as by `JSON.parse`.
   */
  readonly bigIntegers?: BigIntegers;
  /** Stops the reading; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a file of newline-delimited JSON, one value a line.
 *
 * The file is UTF-8 with `\n` or `\r\n` line ends, also packed as gzip, which its first bytes tell. Blank lines are
 * skipped, and the last line needs no line end. A number that JavaScript cannot hold becomes the nearest that it can,
 * as by `JSON.parse`; `bigIntegers` keeps integers as they are. The file is opened when the iteration begins and closed
 * when it ends, also early: a reader that leaves, or an abort, waits for no read that stalls. Never more than a line
 * and some chunks is held.
 *
 * Throws `PENSTOCK_BAD_OPTION` at once. The iteration throws `PENSTOCK_FILE_UNREADABLE`,
 * `PENSTOCK_LINE_TOO_LONG`, and `PENSTOCK_BAD_LINE` for a line that is not UTF-8 or not JSON or that `parse` refuses.
 * Lines count from 1.
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
      const value = parseLine(bytes, parseJson, parse, `Line ${line} of ${path}`);
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
    throw sourcesError('PENSTOCK_BAD_LINE', `${where} is not JSON in UTF-8.`, error);
  }
  try {
    return { parsed: parse(value) };
  } catch (error) {
    const reason = reasonText(error);
    throw sourcesError('PENSTOCK_BAD_LINE', `${where} does not fit: ${reason}`, error);
  }
};
