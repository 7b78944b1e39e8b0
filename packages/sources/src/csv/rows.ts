import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { sourcesError } from '../errors.ts';
import { decodeText } from '../file/decode-text.ts';
import { readBytes } from '../file/read-bytes.ts';
import { withHead } from '../file/with-head.ts';

/** A character between the cells of a row. */
export type CsvDelimiter = ',' | ';' | '\t' | '|';

/** The supported delimiters, the most likely first. */
export const delimiters: readonly CsvDelimiter[] = [',', ';', '\t', '|'];

/** The delimiter and the encoding of a file, once checked. */
export interface RowsFormat {
  /**
   * If undefined: the delimiter of a first line such as `sep=;`; without such a line, the most frequent one in the
   * first line.
   */
  readonly delimiter: CsvDelimiter | undefined;
  /** A name that `TextDecoder` knows. If undefined: the encoding of the byte order mark; without a mark, UTF-8. */
  readonly encoding: string | undefined;
}

/** The cells of one row. */
export interface Row {
  readonly cells: readonly string[];
  /** The number of the row's last line, from 1. */
  readonly line: number;
}

// Without a limit, a missing closing quote would read the rest of the file into memory.
const maxRecordChars = 1_048_576;

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads the rows of a CSV file that is quoted as in RFC 4180. The header is the first row; empty lines are skipped.
 *
 * Lines end in `\n`, `\r\n` or `\r`, which may be mixed; line ends in quotes are kept. A first line such as `sep=;`
 * sets the delimiter unless `format` has one, and is skipped. Throws `PENSTOCK_FILE_UNREADABLE`,
 * `PENSTOCK_BAD_ENCODING`, and `PENSTOCK_BAD_RECORD` for broken quotes.
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
    // By default the parser expects every line to end as the first one does, and would leave a `\r` in a cell.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // An error destroys the parser, so the loop below throws it.
  pipeline(all, parser, () => undefined);
  let countedTwice = 0;
  try {
    for await (const { record: cells, info } of parser as AsyncIterable<Parsed>) {
      // The parser counts `\r\n` in quotes as two lines.
      for (const cell of cells) if (cell.includes('\r\n')) countedTwice += cell.split('\r\n').length - 1;
      yield { cells, line: info.lines - countedTwice };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CsvError)) throw error;
    // The number of complete rows, header included; the parser may not have handed out the last of them.
    const { records } = error as CsvError & { readonly records: number };
    throw sourcesError(
      'PENSTOCK_BAD_RECORD',
      `Expected well-formed CSV in ${records === 0 ? 'the header' : `record ${records}`} of ${path}; the parser ` +
        `failed (${error.code}). Check the quotes; a record has at most ${maxRecordChars} characters.`,
      error,
    );
  }
}

// Excel takes the delimiter from such a line above the header.
const excelLine = /^sep=([,;\t|])[\r\n]/i;
const firstLine = /^[\r\n]*([^\r\n]+)[\r\n]/;

const delimiterOf = (line: string): CsvDelimiter => {
  const unquoted = line.replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => unquoted.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
};
