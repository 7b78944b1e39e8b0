import { checkFunctions } from '@penstock/stream/internal';
import { checkOption } from '../check-option.ts';
import { sourcesError } from '../errors.ts';
import { candleFaults, hasNoData } from './candle-faults.ts';
import type { SparseCandle } from './sparse-candle.ts';

/** A row that cannot be a candle. */
export interface CandleIssue {
  /** Where the row is, as text for a message: `record 17 (line 18) of btc.csv` or `the row of 2020-04-20 of CL=F`. */
  readonly where: string;
  /** The row's values, unchanged. */
  readonly row: SparseCandle;
  /** What was expected and what came, as a sentence for a message or a log. */
  readonly reason: string;
}

/** How to handle rows that cannot be candles. */
export interface InvalidRowOptions {
  /**
   * How to handle a row that cannot be a candle: `'skip'` leaves the row out, `'null'` yields it with `null` for each
   * missing or invalid value, `'error'` ends the iteration with `PENSTOCK_BAD_CANDLE`. Default: `'skip'`.
   */
  readonly onInvalid?: 'skip' | 'null' | 'error';
  /** Called for each such row that is left out or yielded with `null`. Default: one process warning at the end. */
  readonly onIssue?: (issue: CandleIssue) => void;
}

/** Checks the options; throws `PENSTOCK_BAD_OPTION`. */
export const checkInvalidRowOptions = ({ onInvalid, onIssue }: InvalidRowOptions): void => {
  const isKnown = onInvalid === undefined || ['skip', 'null', 'error'].includes(onInvalid);
  checkOption(isKnown, 'onInvalid', "'skip', 'null' or 'error'", onInvalid);
  checkFunctions({ onIssue });
};

/** Turns the rows of one iteration into candles, and reports the rows that cannot be candles. */
export class CandleChecker {
  readonly #name: string;
  readonly #options: InvalidRowOptions;
  readonly #hasVolume: boolean;
  #rows = 0;
  #issues = 0;
  #first: CandleIssue | undefined;
  #time = NaN;

  /** @param hasVolume Whether the source has volumes. */
  constructor(name: string, options: InvalidRowOptions, hasVolume = true) {
    this.#name = name;
    this.#options = options;
    this.#hasVolume = hasVolume;
  }

  /**
   * Returns the candle of a row, or undefined when the row is left out; throws `PENSTOCK_BAD_CANDLE`.
   *
   * A row without any data is a day without trading, not a mistake: it is left out without a report, or yielded by
   * `'null'`. A second row with the time of the candle before is always left out, because either of the two may be the
   * right one.
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
    // When high is below low, both faults have the same reason: report it once.
    if (!hasNoData(row)) this.#report(row, where, [...new Set(faults.map(({ reason }) => reason))].join(', and '));
    return isNull ? { ...row, ...Object.fromEntries(faults.map(({ field }) => [field, null])) } : undefined;
  }

  /** Emits one process warning about all invalid rows when there is no `onIssue`. */
  close(): void {
    if (!this.#first || this.#options.onIssue) return;
    const { where, reason } = this.#first;
    const fate = this.#options.onInvalid === 'null' ? 'have null for each missing or invalid value' : 'were left out';
    process.emitWarning(
      `${this.#issues} of ${this.#rows} rows of ${this.#name} cannot be candles and ${fate}. The first is ` +
        `${where}: ${reason} Set onIssue to handle each of them, or set onInvalid.`,
      { code: 'PENSTOCK_BAD_CANDLE' },
    );
  }

  #report(row: SparseCandle, where: string, reason: string): undefined {
    if (this.#options.onInvalid === 'error') {
      throw sourcesError(
        'PENSTOCK_BAD_CANDLE',
        `Expected ${reason}, in ${where}. Set onInvalid to 'skip' or 'null' to continue after such a row.`,
      );
    }
    const issue: CandleIssue = { where, row, reason: `Expected ${reason}.` };
    this.#issues += 1;
    this.#first ??= issue;
    this.#options.onIssue?.(issue);
  }
}
