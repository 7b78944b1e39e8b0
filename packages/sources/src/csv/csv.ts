import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { sourcesError } from '../errors.ts';
import type { FileSource } from '../file/file-source.ts';
import { toEncoding } from '../file/decode-text.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';
import type { CsvReader } from './readers.ts';
import { delimiters, readRows } from './rows.ts';
import type { CsvDelimiter, RowsFormat } from './rows.ts';

/** A reader for every column of a file, by the column's name in the header. */
export type CsvColumns = Readonly<Record<string, CsvReader<unknown>>>;

/** A record of a file with these columns, each cell as the value that its reader returns. */
export type CsvRecord<C extends CsvColumns> = { readonly [K in keyof C]: ReturnType<C[K]> };

/** The delimiter and the encoding of a CSV file. */
export interface CsvFormat {
  /** The character between cells. */
  readonly delimiter?: CsvDelimiter;
  /**
   * The encoding, by a name that `TextDecoder` knows, such as `'windows-1252'`, `'latin1'` (read as windows-1252, as in
   * browsers) or `'utf-16le'`. Default: the encoding that the byte order mark states; without a mark, UTF-8.
   */
  readonly encoding?: string;
}

/** Options of {@link csv}. The default `delimiter` is `','`. */
export interface CsvOptions<C extends CsvColumns> extends CsvFormat {
  /** A reader for every column, in any order. The header must name exactly these. */
  readonly columns: C;
  /** Stops the reading; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

const optionNames: OptionNames<CsvOptions<CsvColumns>> = {
  columns: true,
  delimiter: true,
  encoding: true,
  signal: true,
};

/**
 * Reads a CSV file with a header, record by record, and checks every cell.
 *
 * Cells are quoted as in RFC 4180. Lines end in `\n`, `\r\n` or `\r`, which may be mixed; line ends in quotes are kept.
 * Empty lines are skipped, and so is a first line such as `sep=;`, which is meant for Excel. A file that begins with
 * the first bytes of the gzip format is unpacked. No byte is replaced: a NUL character, or bytes that are not text in
 * the encoding, are an error. The file is opened when the iteration begins and closed when it ends. A reader that stops
 * early, or an abort, does not wait for a stalled read. A record has at most 1,048,576 characters.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called, also when there are no columns. The iteration throws
 * `PENSTOCK_FILE_UNREADABLE` for a file that cannot be read or unpacked, `PENSTOCK_BAD_ENCODING`, `PENSTOCK_BAD_HEADER`
 * for unknown, missing or repeated columns, `PENSTOCK_BAD_RECORD` for a wrong number of cells or broken quotes, and
 * `PENSTOCK_BAD_FIELD` for a cell that its reader rejects. Records count from 1, without the header.
 *
 * @example
 * ```ts
 * const rates = csv('rates.csv', { columns: { Date: date, Symbol: text, Rate: number } });
 * for await (const { Date: time, Rate } of rates) console.log(time, Rate);
 * ```
 */
export const csv = <const C extends CsvColumns>(path: string, options: CsvOptions<C>): FileSource<CsvRecord<C>> => {
  const { columns, signal, ...format } = checkOptions<CsvOptions<CsvColumns>>(options, optionNames, 'csv');
  const readers = Object.entries(columns ?? {});
  if (readers.length === 0) {
    throw sourcesError('PENSTOCK_BAD_OPTION', 'columns must name at least one column; got none.');
  }
  const checked = toRowsFormat({ delimiter: ',', ...format });
  return {
    name: path,
    [Symbol.asyncIterator]: () => leaveAtOnce(signal, (stop) => read<C>(path, new Map(readers), checked, stop)),
  };
};

/** Checks the delimiter and the encoding; throws `PENSTOCK_BAD_OPTION`. */
export const toRowsFormat = ({ delimiter, encoding }: CsvFormat): RowsFormat => {
  if (delimiter !== undefined && !delimiters.includes(delimiter)) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `delimiter must be ',', ';', '\\t' or '|'; got ${JSON.stringify(delimiter)}.`,
    );
  }
  return { delimiter, encoding: encoding === undefined ? undefined : toEncoding(encoding) };
};

async function* read<C extends CsvColumns>(
  path: string,
  readers: ReadonlyMap<string, CsvReader<unknown>>,
  format: RowsFormat,
  signal: AbortSignal,
): AsyncGenerator<CsvRecord<C>, void, undefined> {
  let header: readonly string[] | undefined;
  let count = 0;
  for await (const { cells, line } of readRows(path, format, signal)) {
    if (header === undefined) {
      header = checkHeader(path, cells, readers);
      continue;
    }
    count += 1;
    yield readRecord<C>(cells, header, readers, `record ${count} (line ${line}) of ${path}`);
  }
  if (header === undefined)
    throw sourcesError('PENSTOCK_BAD_HEADER', `Expected a header in ${path}; the file is empty. Get it again.`);
}

const list = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

const checkHeader = (
  path: string,
  header: readonly string[],
  readers: ReadonlyMap<string, unknown>,
): readonly string[] => {
  const unknown = header.filter((name) => !readers.has(name));
  const missing = [...readers.keys()].filter((name) => !header.includes(name));
  const repeated = header.filter((name, index) => header.indexOf(name) !== index);
  const faults = [
    ...(unknown.length > 0 ? [`unknown: ${list(unknown)}`] : []),
    ...(missing.length > 0 ? [`missing: ${list(missing)}`] : []),
    ...(repeated.length > 0 ? [`repeated: ${list(repeated)}`] : []),
  ];
  if (faults.length === 0) return header;
  const separated = header.length === 1 && delimiters.find((delimiter) => header[0]!.includes(delimiter));
  const advice = separated
    ? `The header holds ${JSON.stringify(separated)}: set delimiter if that is what separates its cells.`
    : 'Give a reader for every column of the file.';
  throw sourcesError(
    'PENSTOCK_BAD_HEADER',
    `Expected the header of ${path} to name the columns ${list([...readers.keys()])}; ${faults.join('; ')}. ${advice}`,
  );
};

const readRecord = <C extends CsvColumns>(
  cells: readonly string[],
  header: readonly string[],
  readers: ReadonlyMap<string, CsvReader<unknown>>,
  where: string,
): CsvRecord<C> => {
  if (cells.length !== header.length) {
    throw sourcesError('PENSTOCK_BAD_RECORD', `Expected ${header.length} cells in ${where}; got ${cells.length}.`);
  }
  const fields = header.map((name, index): [string, unknown] => {
    try {
      return [name, readers.get(name)!(cells[index]!)];
    } catch (error) {
      const reason = reasonText(error);
      throw sourcesError('PENSTOCK_BAD_FIELD', `Field ${JSON.stringify(name)} in ${where}: ${reason}.`, error);
    }
  });
  return Object.fromEntries(fields) as CsvRecord<C>;
};
