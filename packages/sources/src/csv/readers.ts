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

/** A cell for a message: long enough to recognise it, short enough that a broken quote does not show half a file. */
export const shown = (cell: string): string => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

/** The cell; throws where it is empty or `null`, which Yahoo writes in every cell of a day it has no data for. */
export const present = (cell: string, expected: string): string => {
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
