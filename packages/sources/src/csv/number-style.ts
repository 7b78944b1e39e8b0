import { shown } from './readers.ts';

/** The character between the whole part of a number and its decimals. */
export type DecimalMark = '.' | ',';

const missing = /^(?:null|\\n|nan|n\/a|na|#n\/a|<na>|none|--?)?$/i;
const plain = /^-?\d+(?:\.\d+)?$/;
const grammar = (decimal: string, group: string): RegExp => {
  const whole = String.raw`(?:\d+|\d{1,3}(?:[${group} '\u00a0\u202f]\d{3})+)`;
  return new RegExp(String.raw`^[+-]?(?:${whole}(?:${decimal}\d*)?|${decimal}\d+)(?:e[+-]?\d{1,3})?$`, 'i');
};
const grammars: Readonly<Record<DecimalMark, RegExp>> = { '.': grammar(String.raw`\.`, ','), ',': grammar(',', '.') };

/**
 * Reads the numbers of a file, with a decimal point or a decimal comma, and with or without thousands separators.
 *
 * Without a stated mark, the first cell that can have only one mark, such as `465.86`, `1.234,56` or `1,234,567`,
 * decides it for the whole file.
 */
export class NumberStyle {
  readonly #stated: boolean;
  #mark: DecimalMark | undefined;
  /**
   * The cell that decided the mark, or a cell such as `1.234` that was read with a decimal point before the mark was
   * known.
   */
  #sample: string | undefined;

  constructor(decimal: DecimalMark | undefined) {
    this.#stated = decimal !== undefined;
    this.#mark = decimal;
  }

  /**
   * Looks for the mark in a cell; throws when it contradicts an earlier cell. All cells of a row are learned before any
   * is read.
   */
  learn(cell: string): void {
    if (this.#stated) return;
    const told = markOf(cell);
    // A cell that is not a number says nothing about the mark; `read` rejects it.
    if (told === undefined || told === this.#mark || !grammars[told].test(bare(cell))) return;
    if (this.#mark === undefined && (told === '.' || this.#sample === undefined)) {
      this.#mark = told;
      this.#sample = cell;
      return;
    }
    throw new Error(
      `expected one decimal mark in the whole file; got ${shown(cell)} after ${shown(this.#sample!)}. Set decimal ` +
        `to '.' or ','`,
    );
  }

  /**
   * Returns the number of a cell, or null when the cell is empty or a word such as `NaN`; throws for any other cell.
   */
  read(cell: string): number | null {
    if (this.#mark === '.' && plain.test(cell)) return Number(cell);
    if (missing.test(cell)) return null;
    const digits = bare(cell);
    if (this.#mark === undefined && digits.includes(',')) {
      throw new Error(
        `expected a number; got ${shown(cell)}, whose comma may be a decimal mark or a thousands separator. Set ` +
          `decimal to '.' or ','`,
      );
    }
    const mark = this.#mark ?? '.';
    if (this.#mark === undefined && digits.includes('.')) this.#sample ??= cell;
    const value = grammars[mark].test(digits)
      ? Number(digits.replace(mark === '.' ? /[, '\u00a0\u202f]/g : /[. '\u00a0\u202f]/g, '').replace(',', '.'))
      : NaN;
    if (Number.isFinite(value)) return value;
    throw new Error(
      `expected a finite number with ${mark === '.' ? 'a decimal point' : 'a decimal comma'}; got ${shown(cell)}`,
    );
  }
}

/** Returns the cell without its currency sign. */
const bare = (cell: string): string => cell.replace(/^([+-]?)[$€£¥]/, '$1');

/** Returns the only decimal mark that a cell can have, or undefined when it has none or could have either. */
const markOf = (cell: string): DecimalMark | undefined => {
  const [, whole, mark, rest] = /^[+-]?[$€£¥]?(\d*)([.,])([\d.,]*)/.exec(cell) ?? [];
  if (whole === undefined) return undefined;
  const other = mark === '.' ? ',' : '.';
  // A second separator means that the first one separates thousands, so the decimal mark is the other one.
  if (/[.,]/.test(rest!)) return other;
  // Exactly three digits may be a group of thousands, but only after one to three digits that do not begin with 0.
  return rest!.length === 3 && /^[1-9]\d{0,2}$/.test(whole) ? undefined : (mark as DecimalMark);
};
