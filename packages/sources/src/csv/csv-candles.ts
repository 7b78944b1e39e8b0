import type { Candle } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { CandleChecker, checkInvalidRowOptions } from '../candle/candle-checker.ts';
import type { InvalidRowOptions } from '../candle/candle-checker.ts';
import type { SparseCandle } from '../candle/sparse-candle.ts';
import { warnOfEra } from '../candle/warn-of-era.ts';
import { sourcesError } from '../errors.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';
import { findColumns } from './candle-columns.ts';
import type { CandleColumnNames, CandleColumns } from './candle-columns.ts';
import type { FileSource } from '../file/file-source.ts';
import type { CsvFormat } from './csv.ts';
import { toRowsFormat } from './csv.ts';
import { dateAs, dayAs, epoch } from './dates.ts';
import type { EpochUnit } from './dates.ts';
import { NumberStyle } from './number-style.ts';
import type { DecimalMark } from './number-style.ts';
import type { CsvReader } from './readers.ts';
import { readRows } from './rows.ts';
import type { Row, RowsFormat } from './rows.ts';

/**
 * Options of {@link csvCandles}. The default `delimiter` is taken from a first line such as `sep=;`. Without such a
 * line it is the most frequent one in the header.
 */
export interface CsvCandlesOptions extends CsvFormat, InvalidRowOptions {
  /** The header's names for the columns. Default: the usual names, which {@link csvCandles} lists. */
  readonly columns?: CandleColumnNames;
  /** The format of dates; see {@link dateAs}. Default: `'ISO'`. */
  readonly dateFormat?: string;
  /** The IANA time zone of times of day without an offset. Default: such times are errors. */
  readonly timeZone?: string;
  /**
   * `'1d'` for daily candles. The time is then midnight UTC of the date in the file; a time of day and an offset beside
   * it are ignored. So `2020-01-02 00:00:00+11:00`, which yfinance writes, is 2020-01-02 UTC. Default: the time is the
   * instant that the file states.
   */
  readonly interval?: '1d';
  /** The unit of times that are counts since the Unix epoch. Default: times are dates. */
  readonly unit?: EpochUnit;
  /** The decimal mark. Default: the mark of the first cell that can have only one, such as `465.86`. */
  readonly decimal?: DecimalMark;
  /** Stops the reading; the iteration then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

const optionNames: OptionNames<CsvCandlesOptions> = {
  columns: true,
  dateFormat: true,
  decimal: true,
  delimiter: true,
  encoding: true,
  interval: true,
  onInvalid: true,
  onIssue: true,
  signal: true,
  timeZone: true,
  unit: true,
};
const columnNames: OptionNames<CandleColumnNames> = {
  time: true,
  open: true,
  high: true,
  low: true,
  close: true,
  adjClose: true,
  volume: true,
};

interface Settings {
  readonly format: RowsFormat;
  readonly columns: CandleColumnNames;
  readonly time: CsvReader<number>;
  readonly options: CsvCandlesOptions;
}

/**
 * Reads candles from a CSV file, as Yahoo, yfinance, Stooq, Alpha Vantage and others write them.
 *
 * The header names date (or time, datetime, timestamp, or both date and time), open, high, low, close and volume, and
 * optionally adj close, in any order and case; other columns are ignored. Numbers have a decimal point or a decimal
 * comma, with or without thousands separators. The text is read as by {@link csv}.
 *
 * The time of a candle is midnight UTC for a date alone, and the exact instant for a date with a time of day, unless
 * `interval` is `'1d'`. Prices must be finite and may be negative; low and high must enclose open and close; the volume
 * must not be negative; a price of 0 means a missing one, unless a price of the row is below 0. An empty cell, `null`,
 * `\N`, `NaN`, `N/A`, `<NA>`, `None`, `-` and `--` are missing values.
 *
 * A row that lacks some values, or cannot be a candle, is left out and reported; `onInvalid` and `onIssue` change that.
 * The same goes for a second row with the time of the row before. A row without any value is a day without trading and
 * is left out. The order of the rows is kept. If `unit` is set and all candles lie in January 1970 or after the year
 * 9999, a process warning says so.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called. The iteration throws what {@link csv} throws: `PENSTOCK_BAD_HEADER` for a
 * missing column, `PENSTOCK_BAD_FIELD` for a cell that is not a date or number, or whose comma may be either a decimal
 * mark or a thousands separator. It also throws `PENSTOCK_NO_RECORDS` for a file with only a header, and
 * `PENSTOCK_BAD_CANDLE` with `onInvalid: 'error'`.
 *
 * @example
 * ```ts
 * for await (const candle of csvCandles('BTC-USD.csv')) console.log(candle.time, candle.close);
 * const bars = csvCandles('bars.csv.gz', { decimal: ',', dateFormat: 'DD.MM.YYYY HH:mm', timeZone: 'Europe/Berlin' });
 * ```
 */
export function csvCandles(
  path: string,
  options?: CsvCandlesOptions & { readonly onInvalid?: 'skip' | 'error' },
): FileSource<Candle>;
export function csvCandles(path: string, options: CsvCandlesOptions): FileSource<SparseCandle>;
export function csvCandles(path: string, options: CsvCandlesOptions = {}): FileSource<SparseCandle> {
  const checked = checkOptions(options, optionNames, 'csvCandles');
  const { columns = {}, dateFormat, decimal, interval, timeZone, unit } = checked;
  checkInvalidRowOptions(checked);
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') {
    throw sourcesError('PENSTOCK_BAD_OPTION', `decimal must be '.' or ','; got ${JSON.stringify(decimal)}.`);
  }
  if (unit !== undefined && (dateFormat !== undefined || timeZone !== undefined || interval !== undefined)) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      'Expected unit alone, because it is for times since the epoch; got it with dateFormat, timeZone or interval. ' +
        'Leave out unit or these.',
    );
  }
  if (interval !== undefined && (interval !== '1d' || timeZone !== undefined)) {
    throw sourcesError('PENSTOCK_BAD_OPTION', `interval must be '1d', without a timeZone; got ${String(interval)}.`);
  }
  const settings: Settings = {
    format: toRowsFormat(checked),
    columns: checkOptions(columns, columnNames, 'columns'),
    time: timeReader(checked),
    options: checked,
  };
  return {
    name: path,
    [Symbol.asyncIterator]: () => leaveAtOnce(checked.signal, (signal) => read(path, settings, signal)),
  };
}

const timeReader = ({ dateFormat = 'ISO', interval, timeZone, unit }: CsvCandlesOptions): CsvReader<number> => {
  if (unit !== undefined) return epoch(unit);
  return interval === '1d' ? dayAs(dateFormat) : dateAs(dateFormat, timeZone === undefined ? {} : { timeZone });
};

async function* read(
  path: string,
  settings: Settings,
  signal: AbortSignal,
): AsyncGenerator<SparseCandle, void, undefined> {
  const { format, options } = settings;
  let checker: CandleChecker | undefined;
  const era = options.unit === undefined ? undefined : warnOfEra(path);
  const style = new NumberStyle(options.decimal);
  let layout: Layout | undefined;
  let count = 0;
  try {
    for await (const row of readRows(path, format, signal)) {
      if (!layout || !checker) {
        layout = layoutOf(path, row, settings);
        checker = new CandleChecker(path, options, layout.fields.includes('volume'));
        continue;
      }
      if (isBlank(row) || (count === 0 && isLevel(row))) continue;
      count += 1;
      const where = `record ${count} (line ${row.line}) of ${path}`;
      const candle = readCandle(row, layout, settings.time, style, where);
      era?.add(candle.time);
      const checked = checker.check(candle, where);
      if (checked) yield checked;
    }
    if (!layout)
      throw sourcesError('PENSTOCK_BAD_HEADER', `Expected a header in ${path}; the file is empty. Get it again.`);
    if (count === 0) {
      throw sourcesError(
        'PENSTOCK_NO_RECORDS',
        `Expected candles in ${path}; it has the header ${layout.header.join(', ')} and no records. Get the file ` +
          'again.',
      );
    }
    era?.close();
  } finally {
    checker?.close();
  }
}

interface Layout extends CandleColumns {
  readonly header: readonly string[];
  /** The smallest number of cells of a row: its last cells may be missing where their columns have no name. */
  readonly least: number;
}

const layoutOf = (path: string, { cells }: Row, { columns, options }: Settings): Layout => {
  const header = cells.map((name) => name.trim());
  const least = header.findLastIndex((name) => name !== '') + 1;
  return { ...findColumns(path, header, columns, options.onInvalid !== 'null'), header, least };
};

const isBlank = ({ cells }: Row): boolean => cells.every((cell) => cell.trim() === '');

// In files of yfinance, the second line has the symbol in each column and the third has the name of the index.
const isLevel = ({ cells }: Row): boolean =>
  cells[0] === 'Ticker' || (/^Date(?:time)?$/.test(cells[0]!) && cells.slice(1).every((cell) => cell === ''));

const readCandle = (
  { cells }: Row,
  { time, values, fields, header, least }: Layout,
  readTime: CsvReader<number>,
  style: NumberStyle,
  where: string,
): SparseCandle => {
  if (cells.length < least || cells.slice(header.length).some((cell) => cell.trim() !== '')) {
    throw sourcesError('PENSTOCK_BAD_RECORD', `Expected ${header.length} cells in ${where}; got ${cells.length}.`);
  }
  const cell = (index: number): string => cells[index]!.trim();
  const field = <T>(index: number, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      const reason = reasonText(error);
      throw sourcesError('PENSTOCK_BAD_FIELD', `Field ${JSON.stringify(header[index])} in ${where}: ${reason}.`, error);
    }
  };
  const at = field(time[0]!, () => readTime(time.map(cell).join(' ')));
  for (const index of values) field(index, () => style.learn(cell(index)));
  const candle: Partial<Record<keyof SparseCandle, number | null>> = { time: at };
  for (const [nth, name] of fields.entries()) candle[name] = field(values[nth]!, () => style.read(cell(values[nth]!)));
  candle.volume ??= null;
  return candle as SparseCandle;
};
