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

// Elasticsearch sorts documents without a time as if they had the latest of all.
const missing = 9.2e18;

/** Tells the time of documents, by what was written and by what Elasticsearch has made of it. */
export class DocumentTime {
  readonly #plan: ReadPlan;
  readonly #unit: TimeUnit;
  readonly #isUnitGiven: boolean;
  readonly #isIndexed: boolean;
  /** What the search has to sort by. */
  readonly sort: Record<string, unknown>;
  /** The columns that the search has to give. */
  readonly columns: ReadonlyArray<Record<string, unknown>>;

  constructor({ unit, isIndexed }: ReadSettings, plan: ReadPlan) {
    const { name, kind } = plan.time;
    this.#plan = plan;
    this.#unit = unit ?? 'ms';
    this.#isUnitGiven = unit !== undefined && unit !== 'ms';
    this.#isIndexed = isIndexed;
    // Nanoseconds as a number would be rounded where JSON is parsed, and the next page would begin elsewhere.
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

  /** Milliseconds since the Unix epoch. */
  of(hit: Hit): number {
    const { name, kind } = this.#plan.time;
    const written = this.#written(hit);
    if (written.length > 1) throw this.#bad(hit, `${written.length} of them`);
    const indexed = kind === 'nanos' ? fromNanos(hit.sort[0]) : Number(hit.sort[0] ?? NaN);
    if (Number.isNaN(indexed) || indexed > missing)
      throw this.#bad(hit, written.length === 0 ? 'none that it could index' : JSON.stringify(written[0]));
    const count = written.length === 0 ? indexed : this.#toCount(hit, written[0], indexed);
    if (count === undefined) {
      if (!this.#isUnitGiven) return indexed;
      throw this.#bad(hit, `${JSON.stringify(written[0])}, although unit says that times are numbers`);
    }
    const time = timeUnits[this.#unit].toMs(count);
    if (Math.abs(time) <= farthestTime) return time;
    throw elasticsearchError(
      'PENSTOCK_BAD_TIME',
      `Expected ${name} of ${whereIs(hit)} in milliseconds since the Unix epoch, within ±8.64e15; got ${time}. ` +
        'Say with unit if times are in seconds or microseconds.',
    );
  }

  /** What was written as the time, as far as the index keeps that; else what the columns have. */
  #written(hit: Hit): readonly unknown[] {
    const { name } = this.#plan.time;
    if (!this.#isIndexed && layoutOf(this.#plan, hit).source === 'stored') return writtenIn(this.#plan, hit, name);
    const column = hit.fields?.[name] ?? [];
    return column.length > 1 ? column : [];
  }

  /**
   * The number that was written, in its unit; `undefined` for a date as text, or a number that is a date by its format.
   */
  #toCount(hit: Hit, written: unknown, indexed: number): number | undefined {
    const number = toNumber(written);
    if (this.#plan.time.kind === 'number') {
      if (number === undefined) throw this.#bad(hit, JSON.stringify(written));
      return number;
    }
    if (number === undefined || layoutOf(this.#plan, hit).numbers === 'by format') return undefined;
    if (Math.floor(number) === Math.floor(indexed)) return number;
    // Elasticsearch reads 1500 as a year, though a number is a count. Text of four digits may well be a year.
    return typeof written === 'number' && isLikeYear(number) && startOfYear(number) === indexed ? number : undefined;
  }

  #bad(hit: Hit, got: string): Error {
    return elasticsearchError(
      'PENSTOCK_BAD_TIME',
      `Expected one time in ${this.#plan.time.name} of ${whereIs(hit)}; got ${got}. Correct the document, or ` +
        'leave it out with query.',
    );
  }
}

/** Milliseconds, with a fraction, of a text such as `2020-01-01T00:00:00.123456789Z`. */
const fromNanos = (text: unknown): number => {
  const match = /^(.*T\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(String(text));
  if (!match) return NaN;
  const nanos = Number((match[2] ?? '').padEnd(9, '0'));
  // Whole microseconds, since a number of today's milliseconds has no more digits.
  return Date.parse(`${match[1]}Z`) + Math.floor(nanos / 1_000) / 1_000;
};
