/**
 * Turns the text of one cell into a value, and throws an `Error` that says what it expected when it cannot.
 *
 * {@link csv} adds the file, the record and the column to what a reader throws.
 *
 * @example
 * ```ts
 * const side: CsvReader<'buy' | 'sell'> = (cell) => {
 *   if (cell === 'buy' || cell === 'sell') return cell;
 *   throw new Error(`expected buy or sell; got ${cell}`);
 * };
 * ```
 */
export type CsvReader<T> = (cell: string) => T;

// Long enough to recognise a cell, short enough that a broken quote does not put half a file in a message.
const shown = (cell: string): string => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

// Yahoo writes `null` in every cell of a day it has no data for.
const present = (cell: string, expected: string): string => {
  if (cell.trim() !== '' && cell !== 'null') return cell;
  throw new Error(`expected ${expected}; got ${cell === 'null' ? 'null' : 'an empty cell'}`);
};

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a finite decimal number such as `465.86`, `-1` or `1e3`.
 *
 * An empty cell, `null`, `NaN`, surrounding spaces, thousands separators and numbers too large for a double are
 * errors; no cell ever reads as 0 or NaN for want of a value.
 *
 * @example
 * ```ts
 * csv('rates.csv', { columns: { Rate: number } });
 * ```
 */
export const number: CsvReader<number> = (cell) => {
  const value = decimal.test(present(cell, 'a number')) ? Number(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new Error(`expected a finite number; got ${shown(cell)}`);
};

/**
 * Reads text as it stands; an empty cell and `null` are errors.
 *
 * @example
 * ```ts
 * csv('rates.csv', { columns: { Symbol: text } });
 * ```
 */
export const text: CsvReader<string> = (cell) => present(cell, 'text');

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads an ISO 8601 date as milliseconds since the Unix epoch, UTC.
 *
 * `2014-09-17` is midnight UTC. A time of day needs `Z` or an offset, since without one its meaning would depend on
 * the machine's time zone. Days that no calendar has, such as `2023-02-29`, are errors.
 *
 * @example
 * ```ts
 * csv('rates.csv', { columns: { Date: date } });
 * ```
 */
export const date: CsvReader<number> = (cell) => {
  const match = iso.exec(present(cell, 'a date'));
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const midnight = new Date(Date.UTC(year, month - 1, day));
    const ms = Date.parse(cell);
    // A day past the end of its month rolls over into the next one instead of failing.
    if (midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day && !Number.isNaN(ms)) return ms;
  }
  throw new Error(`expected a date such as 2014-09-17 or 2014-09-17T12:00:00Z; got ${shown(cell)}`);
};
