/**
 * Turns the text of one cell into a value; for an unsuitable cell it throws an `Error` that says what it expected.
 *
 * {@link csv} adds the file, the record and the column to the error of a reader.
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

/** Quotes a cell for a message. Long cells are cut, because a missing quote can make half a file one cell. */
export const shown = (cell: string): string => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

/** Returns the cell; throws when it is empty or `null`, which Yahoo writes in every cell of a day without data. */
export const present = (cell: string, expected: string): string => {
  if (cell.trim() !== '' && cell !== 'null') return cell;
  throw new Error(`expected ${expected}; got ${cell === 'null' ? 'null' : 'an empty cell'}`);
};

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a finite decimal number such as `465.86`, `-1` or `1e3`.
 *
 * An empty cell, `null`, `NaN`, surrounding spaces, thousands separators and numbers too large for a double are errors;
 * a cell without a value never becomes 0 or NaN.
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
 * Returns the text of a cell unchanged; an empty cell and `null` are errors.
 *
 * @example
 * ```ts
 * csv('rates.csv', { columns: { Symbol: text } });
 * ```
 */
export const text: CsvReader<string> = (cell) => present(cell, 'text');
