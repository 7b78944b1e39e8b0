import { checkOptions } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import type { OptionNames } from '@penstock/stream';
import type { FileSource } from '../csv/csv.ts';
import { sourcesError } from '../errors.ts';
import { readBytes } from '../file/read-bytes.ts';
import { jsonParser } from '../record/json-parser.ts';
import type { BigIntegers } from '../record/json-parser.ts';
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

// `readline` would take a line of any length into memory before it hands it over.
async function* readLines(
  path: string,
  maxLineBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let line = 1;
  const hold = (part: Uint8Array): void => {
    held += part.length;
    // One byte more for a carriage return that belongs to the line end.
    if (held > maxLineBytes + 1) tooLong();
    if (part.length > 0) parts.push(part);
  };
  const tooLong = (): never => {
    throw sourcesError(
      'PENSTOCK_LINE_TOO_LONG',
      `Expected at most ${maxLineBytes} bytes in line ${line} of ${path}; it is longer. Raise maxLineBytes if ` +
        'such lines are right.',
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
