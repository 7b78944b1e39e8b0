import { elasticsearchError } from '../../errors.ts';
import { whereIs } from '../plan/hit.ts';
import type { Hit } from '../plan/hit.ts';
import { farthestTime } from '../read-options.ts';
import type { ReadSettings } from '../read-options.ts';
import { layoutOf, writtenIn } from '../plan/read-plan.ts';
import type { ReadPlan } from '../plan/read-plan.ts';
import { isLikeYear, startOfYear } from '../read-query.ts';
import { toNumber } from '../plan/source-values.ts';
import { timeUnits } from '../time-unit.ts';
import type { TimeUnit } from '../time-unit.ts';

// Elasticsearch gives documents without a time a sort value above this one.
const missing = 9.2e18;

/** Reads the time of documents, from the written value and the indexed one. */
export class DocumentTime {
  readonly #plan: ReadPlan;
  readonly #unit: TimeUnit;
  readonly #isUnitGiven: boolean;
  readonly #isIndexed: boolean;
  /** The sort order that the search must use. */
  readonly sort: Record<string, unknown>;
  /** The columns that the search must return. */
  readonly columns: ReadonlyArray<Record<string, unknown>>;

  constructor({ unit, isIndexed }: ReadSettings, plan: ReadPlan) {
    const { name, kind } = plan.time;
    this.#plan = plan;
    this.#unit = unit ?? 'ms';
    this.#isUnitGiven = unit !== undefined && unit !== 'ms';
    this.#isIndexed = isIndexed;
    // JSON.parse would round nanoseconds as a number, and the next page would then begin at another document.
    const asText = { numeric_type: 'date_nanos', format: 'strict_date_optional_time_nanos' };
    this.sort = {
      [name]: {
        order: 'asc',
        unmapped_type: kind === 'number' ? 'long' : kind === 'nanos' ? 'date_nanos' : 'date',
        ...(kind === 'nanos' && asText),
      },
    };
    const isWithoutSource = isIndexed || [...plan.layouts.values()].some(({ source }) => source !== 'stored');
    this.columns = isWithoutSource
      ? [{ field: name, ...(kind !== 'number' && { format: 'strict_date_optional_time' }) }]
      : [];
  }

  /** Returns the time of a document, milliseconds since the Unix epoch. */
  of(hit: Hit): number {
    const { name, kind } = this.#plan.time;
    const written = this.#written(hit);
    if (written.length > 1) throw this.#bad(hit, `${written.length} times`);
    const indexed = kind === 'nanos' ? fromNanos(hit.sort[0]) : Number(hit.sort[0] ?? NaN);
    if (Number.isNaN(indexed) || indexed > missing)
      throw this.#bad(hit, written.length === 0 ? 'no indexed value' : JSON.stringify(written[0]));
    const count = written.length === 0 ? indexed : this.#toCount(hit, written[0], indexed);
    if (count === undefined) {
      if (!this.#isUnitGiven) return indexed;
      throw this.#bad(hit, `${JSON.stringify(written[0])}, which is no number although unit is set`);
    }
    const time = timeUnits[this.#unit].toMs(count);
    if (Math.abs(time) <= farthestTime) return time;
    throw elasticsearchError(
      'PENSTOCK_BAD_TIME',
      `Expected ${name} of ${whereIs(hit)} in milliseconds since the Unix epoch, within ±8.64e15; got ${time}. ` +
        'Set unit if the times are in seconds or microseconds.',
    );
  }

  /** Returns the time as it was written if the index keeps it, else several values of the column if there are any. */
  #written(hit: Hit): readonly unknown[] {
    const { name } = this.#plan.time;
    if (!this.#isIndexed && layoutOf(this.#plan, hit).source === 'stored') return writtenIn(this.#plan, hit, name);
    const column = hit.fields?.[name] ?? [];
    return column.length > 1 ? column : [];
  }

  /**
   * Returns the written number, in its unit; `undefined` for a date as text, or for a number that the mapping's format
   * parses as a date.
   */
  #toCount(hit: Hit, written: unknown, indexed: number): number | undefined {
    const number = toNumber(written);
    if (this.#plan.time.kind === 'number') {
      if (number === undefined) throw this.#bad(hit, JSON.stringify(written));
      return number;
    }
    if (number === undefined || layoutOf(this.#plan, hit).numbers === 'by format') return undefined;
    if (Math.floor(number) === Math.floor(indexed)) return number;
    // Elasticsearch also reads the number 1500 as a year, although a number is a count. Text of four digits is a year.
    return typeof written === 'number' && isLikeYear(number) && startOfYear(number) === indexed ? number : undefined;
  }

  #bad(hit: Hit, got: string): Error {
    return elasticsearchError(
      'PENSTOCK_BAD_TIME',
      `Expected one time in ${this.#plan.time.name} of ${whereIs(hit)}; got ${got}. Correct the document, or ` +
        'exclude it with query.',
    );
  }
}

/** Converts text such as `2020-01-01T00:00:00.123456789Z` to milliseconds with a fraction. */
const fromNanos = (text: unknown): number => {
  const match = /^(.*T\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(String(text));
  if (!match) return NaN;
  const nanos = Number((match[2] ?? '').padEnd(9, '0'));
  // Rounds down to microseconds: a number of today's milliseconds cannot hold more digits.
  return Date.parse(`${match[1]}Z`) + Math.floor(nanos / 1_000) / 1_000;
};
