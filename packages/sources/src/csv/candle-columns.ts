import { sourcesError } from '../errors.ts';

/** The names that a file's header has for the columns of candles. */
export interface CandleColumnNames {
  /** One column, or two: the column of the date and the column of the time of day. */
  readonly time?: string | readonly [date: string, time: string];
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly close?: string;
  readonly adjClose?: string;
  readonly volume?: string;
}

/** The indices of the cells that hold the values of a candle. */
export interface CandleColumns {
  readonly time: readonly number[];
  /** One index for each of `fields`, in the same order. */
  readonly values: readonly number[];
  readonly fields: readonly CandleField[];
}

type CandleField = Exclude<keyof CandleColumnNames, 'time'>;

// Names are compared in lower case and without characters other than letters and digits.
const known: Readonly<Record<CandleField, readonly string[]>> = {
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close', 'closelast'],
  adjClose: ['adjclose', 'adjustedclose'],
  volume: ['volume', 'vol'],
};
const knownTimes = ['date', 'datetime', 'time', 'timestamp', 'opentime'];

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '');
const list = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

/**
 * Finds the columns of candles in a header; throws `PENSTOCK_BAD_HEADER` when a column is missing or several columns
 * fit.
 *
 * @param hasVolume Whether the header must have a volume.
 */
export const findColumns = (
  path: string,
  header: readonly string[],
  names: CandleColumnNames,
  hasVolume: boolean,
): CandleColumns => {
  const bareNames = header.map(bare);
  const bad = (reason: string) =>
    sourcesError(
      'PENSTOCK_BAD_HEADER',
      `Expected the header of ${path} to name date, open, high, low, close and volume; ${reason}. It has ` +
        `${list(header)}. Set columns to name them` +
        `${hasVolume ? ", and onInvalid to 'null' if there is no volume" : ''}.`,
    );
  const find = (field: string, stated: string | undefined, candidates: readonly string[]): number | undefined => {
    const found = header.flatMap((name, index) =>
      (stated === undefined ? candidates.includes(bareNames[index]!) : name === stated) ? [index] : [],
    );
    if (found.length > 1)
      throw bad(`more than one column could be ${field}: ${list(found.map((index) => header[index]!))}`);
    if (stated !== undefined && found.length === 0) throw bad(`${JSON.stringify(stated)} for ${field} is missing`);
    return found[0];
  };
  const fields: CandleField[] = [];
  const values: number[] = [];
  const lacking: string[] = [];
  for (const [field, candidates] of Object.entries(known) as [CandleField, readonly string[]][]) {
    const index = find(field, names[field], candidates);
    if (index !== undefined) {
      fields.push(field);
      values.push(index);
    } else if (field !== 'adjClose' && (field !== 'volume' || hasVolume)) lacking.push(field);
  }
  const time = timeColumns(header, bareNames, names.time, find);
  if (time.length === 0) lacking.unshift('date');
  if (lacking.length > 0) throw bad(`missing: ${lacking.join(', ')}`);
  return { time, values, fields };
};

const timeColumns = (
  header: readonly string[],
  bareNames: readonly string[],
  stated: CandleColumnNames['time'],
  find: (field: string, stated: string | undefined, candidates: readonly string[]) => number | undefined,
): readonly number[] => {
  if (stated !== undefined)
    return (typeof stated === 'string' ? [stated] : stated).map((name) => find('time', name, [])!);
  const pair = ['date', 'time'].map((name) => bareNames.indexOf(name));
  if (!pair.includes(-1)) return pair;
  // pandas writes its index column without a name. yfinance writes three header lines; the first begins with `Price`.
  const index = find('time', undefined, knownTimes) ?? (['', 'Price'].includes(header[0]!) ? 0 : undefined);
  return index === undefined ? [] : [index];
};
