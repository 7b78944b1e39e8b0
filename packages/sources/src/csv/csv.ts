import { checkOptions } from '@penstock/stream';
import { CsvError, parse } from 'csv-parse';
import { sourcesError } from '../errors.ts';
import { pour } from '../file/pour.ts';
import { leaveAtOnce } from '../poll/leave-at-once.ts';
import type { CsvReader } from './readers.ts';

/** A reader for every column of a file, by the name in its header. */
export type CsvColumns = Readonly<Record<string, CsvReader<unknown>>>;

/** What one record of a file with these columns becomes. */
export type CsvRecord<C extends CsvColumns> = { readonly [K in keyof C]: ReturnType<C[K]> };

/** Options of {@link csv}. */
export interface CsvOptions<C extends CsvColumns> {
  /** A reader for every column, in any order. The header must name exactly these. */
  readonly columns: C;
  /** Stops the reading; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

/** The records of a file, read anew from the start by every iteration. */
export interface FileSource<T> extends AsyncIterable<T> {
  /** The path as it was given; positions in the file are kept under this name. */
  readonly name: string;
}

// A quote that is never closed would otherwise take the rest of the file into memory.
const maxRecordChars = 1_048_576;

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a CSV file with a header, record by record, and checks every cell.
 *
 * The file is UTF-8, comma-separated, quoted by RFC 4180, with or without a byte order mark; empty lines are skipped.
 * It is opened when the iteration begins and closed when it ends, also early: a reader that leaves, or an abort, waits
 * for no read that stalls. A record has at most 1 MiB.
 *
 * Throws `PENSTOCK_BAD_OPTION` at once when there are no columns. The iteration throws `PENSTOCK_FILE_UNREADABLE`,
 * `PENSTOCK_BAD_HEADER` for unknown, missing or repeated columns, `PENSTOCK_BAD_RECORD` for a wrong number of cells or
 * broken quotes, and `PENSTOCK_BAD_FIELD` for a cell its reader refuses. Records count from 1, without the header.
 *
 * @example
 * ```ts
 * const rates = csv('rates.csv', { columns: { Date: date, Symbol: text, Rate: number } });
 * for await (const { Date: time, Rate } of rates) console.log(time, Rate);
 * ```
 */
export const csv = <const C extends CsvColumns>(path: string, options: CsvOptions<C>): FileSource<CsvRecord<C>> => {
  checkOptions(options, { columns: true, signal: true }, 'csv');
  const readers = Object.entries(options.columns);
  if (readers.length === 0) {
    throw sourcesError('PENSTOCK_BAD_OPTION', 'columns must name at least one column; got none.');
  }
  return {
    name: path,
    [Symbol.asyncIterator]: () => leaveAtOnce(options.signal, (signal) => read<C>(path, new Map(readers), signal)),
  };
};

async function* read<C extends CsvColumns>(
  path: string,
  readers: ReadonlyMap<string, CsvReader<unknown>>,
  signal: AbortSignal,
): AsyncGenerator<CsvRecord<C>, void, undefined> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: maxRecordChars,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  let header: readonly string[] | undefined;
  let count = 0;
  try {
    for await (const { record, info } of pour(path, parser, signal) as AsyncIterable<Parsed>) {
      if (header === undefined) {
        header = checkHeader(path, record, readers);
        continue;
      }
      count += 1;
      yield readRecord<C>(record, header, readers, `record ${count} (line ${info.lines}) of ${path}`);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw asSourcesError(error, path, count);
  }
  if (header === undefined) throw sourcesError('PENSTOCK_BAD_HEADER', `Expected a header in ${path}; it is empty.`);
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
  throw sourcesError(
    'PENSTOCK_BAD_HEADER',
    `Expected the header of ${path} to name the columns ${list([...readers.keys()])}; ${faults.join('; ')}. Give a reader for every column of the file.`,
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
      const reason = error instanceof Error ? error.message : String(error);
      throw sourcesError('PENSTOCK_BAD_FIELD', `Field ${JSON.stringify(name)} in ${where}: ${reason}.`, error);
    }
  });
  return Object.fromEntries(fields) as CsvRecord<C>;
};

const asSourcesError = (error: unknown, path: string, count: number): unknown => {
  if (error instanceof CsvError) {
    return sourcesError(
      'PENSTOCK_BAD_RECORD',
      `Record ${count + 1} of ${path} is not well-formed CSV (${error.code}). Check its quotes; a record has at most ${maxRecordChars} characters.`,
      error,
    );
  }
  if (error instanceof Error && 'syscall' in error) {
    return sourcesError('PENSTOCK_FILE_UNREADABLE', `Expected a readable file at ${path}: ${error.message}.`, error);
  }
  return error;
};
