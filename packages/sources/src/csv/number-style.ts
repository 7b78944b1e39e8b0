import { shown } from './readers.ts';

/** The character before the decimals of a number. */
export type DecimalMark = '.' | ',';

const missing = /^(?:null|nan|n\/a|na|#n\/a|none|-)?$/i;
const plain = /^-?\d+(?:\.\d+)?$/;
const grammar = (decimal: string, group: string): RegExp =>
  new RegExp(
    String.raw`^[+-]?(?:(?:\d+|\d{1,3}(?:[${group} '\u00a0\u202f]\d{3})+)(?:${decimal}\d*)?|${decimal}\d+)(?:e[+-]?\d{1,3})?$`,
    'i',
  );
const grammars: Readonly<Record<DecimalMark, RegExp>> = { '.': grammar(String.raw`\.`, ','), ',': grammar(',', '.') };

/**
 * Reads the numbers of a file, with a decimal point or a decimal comma, and with or without thousands separators.
 *
 * Where the mark is not stated, a cell such as `465.86`, `1.234,56` or `1,234,567` tells it for the whole file.
 */
export class NumberStyle {
  readonly #stated: boolean;
  #mark: DecimalMark | undefined;
  /** The cell that told the mark, or `1.234` that was read with a decimal point before any other cell told it. */
  #sample: string | undefined;

  constructor(decimal: DecimalMark | undefined) {
    this.#stated = decimal !== undefined;
    this.#mark = decimal;
  }

  /** The numbers of one row, null for an empty cell or a word such as `NaN`; throws where a cell is neither. */
  read(cells: readonly string[]): readonly (number | null)[] {
    if (!this.#stated) for (const cell of cells) this.#learn(cell);
    return cells.map((cell) => this.#number(cell));
  }

  #learn(cell: string): void {
    const told = markOf(cell);
    if (told === undefined || told === this.#mark) return;
    if (this.#mark === undefined && (told === '.' || this.#sample === undefined)) {
      this.#mark = told;
      this.#sample = cell;
      return;
    }
    throw new Error(
      `expected one decimal mark in the whole file; got ${shown(cell)} after ${shown(this.#sample!)}. Set decimal to '.' or ','`,
    );
  }

  #number(cell: string): number | null {
    if (this.#mark === '.' && plain.test(cell)) return Number(cell);
    if (missing.test(cell)) return null;
    const bare = cell.replace(/^([+-]?)[$€£¥]/, '$1');
    if (this.#mark === undefined && bare.includes(',')) {
      throw new Error(
        `expected a number; got ${shown(cell)}, whose comma may stand before decimals or thousands. Set decimal to '.' or ','`,
      );
    }
    const mark = this.#mark ?? '.';
    if (this.#mark === undefined && bare.includes('.')) this.#sample ??= cell;
    const value = grammars[mark].test(bare)
      ? Number(bare.replace(mark === '.' ? /[, '\u00a0\u202f]/g : /[. '\u00a0\u202f]/g, '').replace(',', '.'))
      : NaN;
    if (Number.isFinite(value)) return value;
    throw new Error(
      `expected a finite number with ${mark === '.' ? 'a decimal point' : 'a decimal comma'}; got ${shown(cell)}`,
    );
  }
}

/** The decimal mark that a cell can only have, or undefined where it has none or may have either. */
const markOf = (cell: string): DecimalMark | undefined => {
  const [, whole, mark, rest] = /^[+-]?[$€£¥]?(\d*)([.,])([\d.,]*)/.exec(cell) ?? [];
  if (whole === undefined) return undefined;
  const other = mark === '.' ? ',' : '.';
  // Thousands come more than once and before the decimals.
  if (/[.,]/.test(rest!)) return other;
  // Three digits may be thousands, but only after one to three digits that do not begin with 0.
  return rest!.length === 3 && /^[1-9]\d{0,2}$/.test(whole) ? undefined : (mark as DecimalMark);
};
