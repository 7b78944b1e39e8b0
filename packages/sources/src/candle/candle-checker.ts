import { sourcesError } from '../errors.ts';
import { candleFaults, hasNoData } from './candle-faults.ts';
import type { SparseCandle } from './sparse-candle.ts';

/** A row that cannot be a candle. */
export interface CandleIssue {
  /** The row for people, such as `record 17 (line 18) of btc.csv` or `the row of 2020-04-20 of CL=F`. */
  readonly where: string;
  /** The values as they came. */
  readonly row: SparseCandle;
  /** What was expected and what came, for people. */
  readonly reason: string;
}

/** What becomes of rows that cannot be candles. */
export interface InvalidRowOptions {
  /**
   * What becomes of a row that cannot be a candle: `'skip'` leaves it out, `'null'` gives it with `null` for each value
   * that is missing or cannot be right, `'error'` ends the iteration with `PENSTOCK_BAD_CANDLE`. Default: `'skip'`.
   */
  readonly onInvalid?: 'skip' | 'null' | 'error';
  /** Called for each such row that is left out or given with `null`. Default: one warning of the process at the end. */
  readonly onIssue?: (issue: CandleIssue) => void;
}

/** Checks the options; throws `PENSTOCK_BAD_OPTION`. */
export const checkInvalidRowOptions = ({ onInvalid, onIssue }: InvalidRowOptions): void => {
  if (onInvalid !== undefined && !['skip', 'null', 'error'].includes(onInvalid)) {
    throw sourcesError('PENSTOCK_BAD_OPTION', `onInvalid must be 'skip', 'null' or 'error'; got ${String(onInvalid)}.`);
  }
  if (onIssue !== undefined && typeof onIssue !== 'function') {
    throw sourcesError('PENSTOCK_BAD_OPTION', `onIssue must be a function; got ${String(onIssue)}.`);
  }
};

/** Makes candles of the rows of one iteration, and reports those that cannot be candles. */
export class CandleChecker {
  readonly #name: string;
  readonly #options: InvalidRowOptions;
  readonly #hasVolume: boolean;
  #rows = 0;
  #issues = 0;
  #first: CandleIssue | undefined;
  #time = NaN;

  /** @param hasVolume Whether the source has a volume at all. */
  constructor(name: string, options: InvalidRowOptions, hasVolume = true) {
    this.#name = name;
    this.#options = options;
    this.#hasVolume = hasVolume;
  }

  /**
   * The candle of a row, or undefined where it is left out; throws `PENSTOCK_BAD_CANDLE`.
   *
   * A row without any data is a day off, not a mistake: it is left out without a report, and given by `'null'`. A
   * second row for the time of the candle before is never given, since nothing tells which of the two is right.
   */
  check(row: SparseCandle, where: string): SparseCandle | undefined {
    this.#rows += 1;
    const isNull = this.#options.onInvalid === 'null';
    if (row.time === this.#time)
      return this.#report(row, where, `one row for each time; got a second for ${new Date(row.time).toISOString()}`);
    if (!isNull && hasNoData(row)) return undefined;
    const faults = candleFaults(row, this.#hasVolume);
    if (faults.length === 0 || isNull) this.#time = row.time;
    if (faults.length === 0) return row;
    // High and low have one reason where they are the wrong way round.
    if (!hasNoData(row)) this.#report(row, where, [...new Set(faults.map(({ reason }) => reason))].join(', and '));
    return isNull ? { ...row, ...Object.fromEntries(faults.map(({ field }) => [field, null])) } : undefined;
  }

  /** Warns of the rows that were reported to nobody. */
  close(): void {
    if (!this.#first || this.#options.onIssue) return;
    const { where, reason } = this.#first;
    const fate = this.#options.onInvalid === 'null' ? 'have null for what is missing or wrong' : 'were left out';
    process.emitWarning(
      `${this.#issues} of ${this.#rows} rows of ${this.#name} cannot be candles and ${fate}. The first is ` +
        `${where}: ${reason} Give onIssue to handle each of them, or set onInvalid.`,
      { code: 'PENSTOCK_BAD_CANDLE' },
    );
  }

  #report(row: SparseCandle, where: string, reason: string): undefined {
    if (this.#options.onInvalid === 'error') {
      throw sourcesError(
        'PENSTOCK_BAD_CANDLE',
        `Expected ${reason}, in ${where}. Set onInvalid to 'skip' or 'null' to read on.`,
      );
    }
    const issue: CandleIssue = { where, row, reason: `Expected ${reason}.` };
    this.#issues += 1;
    this.#first ??= issue;
    this.#options.onIssue?.(issue);
  }
}
