import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { sourcesError } from '../errors.ts';
import { decodeText } from '../file/decode-text.ts';
import { readBytes } from '../file/read-bytes.ts';
import { withHead } from '../file/with-head.ts';

/** What separates the cells of a row. */
export type CsvDelimiter = ',' | ';' | '\t' | '|';

/** The delimiters that files have, the most likely first. */
export const delimiters: readonly CsvDelimiter[] = [',', ';', '\t', '|'];

/** How the text of a file is read. */
export interface RowsFormat {
  /** Undefined takes the one that is most frequent in the first line. */
  readonly delimiter: CsvDelimiter | undefined;
  /** A name of `TextDecoder`; undefined for the byte order mark's, or UTF-8. */
  readonly encoding: string | undefined;
}

/** The cells of one row. */
export interface Row {
  readonly cells: readonly string[];
  /** The last line of the row, from 1. */
  readonly line: number;
}

// A quote that is never closed would otherwise take the rest of the file into memory.
const maxRecordChars = 1_048_576;

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * The rows of a CSV file with the header as the first, quoted by RFC 4180; empty lines are left out.
 *
 * Lines end in `\n`, `\r\n` or `\r`, each by itself; in quotes all of them are kept. A first line such as `sep=;` tells
 * the delimiter where none is stated, and is left out. Throws
 * `PENSTOCK_FILE_UNREADABLE`, `PENSTOCK_BAD_ENCODING`, and `PENSTOCK_BAD_RECORD` for broken quotes.
 */
export async function* readRows(
  path: string,
  format: RowsFormat,
  signal: AbortSignal,
): AsyncGenerator<Row, void, undefined> {
  const text = decodeText(readBytes(path, signal), path, format.encoding);
  const { head = '', all } = await withHead(text, (chars) => firstLine.test(chars) || chars.length > maxRecordChars);
  const stated = excelLine.exec(head)?.[1];
  const parser = parse({
    delimiter: format.delimiter ?? stated ?? delimiterOf(firstLine.exec(head)?.[1] ?? head),
    from_line: stated === undefined ? 1 : 2,
    info: true,
    max_record_size: maxRecordChars,
    // The parser would take the first line's end for all lines, and leave another's `\r` in a cell.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // A failure destroys the parser, whose reader gets the error.
  pipeline(all, parser, () => undefined);
  let countedTwice = 0;
  try {
    for await (const { record: cells, info } of parser as AsyncIterable<Parsed>) {
      // The parser takes a line end of two characters in quotes for two.
      for (const cell of cells) if (cell.includes('\r\n')) countedTwice += cell.split('\r\n').length - 1;
      yield { cells, line: info.lines - countedTwice };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CsvError)) throw error;
    // How many are sound, with the header; the last of them may not have come out of the parser.
    const { records } = error as CsvError & { readonly records: number };
    throw sourcesError(
      'PENSTOCK_BAD_RECORD',
      `${records === 0 ? 'The header' : `Record ${records}`} of ${path} is not well-formed CSV (${error.code}). ` +
        `Check its quotes; a record has at most ${maxRecordChars} characters.`,
      error,
    );
  }
}

// Excel reads the delimiter from such a line before the header.
const excelLine = /^sep=([,;\t|])[\r\n]/i;
const firstLine = /^[\r\n]*([^\r\n]+)[\r\n]/;

const delimiterOf = (line: string): CsvDelimiter => {
  const unquoted = line.replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => unquoted.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
};
