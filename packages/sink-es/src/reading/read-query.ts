import { isoFormat, lastNanosMs } from './date-field.ts';
import { farthestTime } from './read-options.ts';
import type { ReadSettings } from './read-options.ts';
import type { NumberField, ReadPlan } from './plan/read-plan.ts';
import { timeUnits } from './time-unit.ts';

type Query = Record<string, unknown>;

const [firstYear, lastYear] = [1_000, 9_999];
/** Data is often from these years. Each of them gets a range of its own in a query; all other years are one range. */
const commonYears = [1_900, 2_100] as const;
/** Years with a beginning that a `date_nanos` field can hold. */
const nanoYears = [1_970, 2_263] as const;

/** Returns the query for documents with indexed values and with an indexed time in the span. */
export const indexedQuery = ({ query, from, to }: ReadSettings, { time, fields }: ReadPlan): Query =>
  allOf([
    ...(query ? [query] : []),
    ...fields.filter(isNeeded).map(({ name }) => exists(name)),
    dateRange(time.name, from, to, time.kind === 'nanos'),
  ]);

/**
 * Returns the query for all documents that may belong to the span: those with a time close to it, and those with a
 * value or a time that Elasticsearch could not index. The caller must check each of them.
 */
export const wideQuery = (settings: ReadSettings, plan: ReadPlan): Query => {
  const { query, isIndexed } = settings;
  const orIgnored = (name: string): readonly Query[] => (isIndexed ? [] : [ignored(plan, name)]);
  return allOf([
    ...(query ? [query] : []),
    ...plan.fields.filter(isNeeded).map(({ name }) => anyOf([exists(name), ...orIgnored(name)])),
    anyOf([...inSpan(settings, plan), ...orIgnored(plan.time.name)]),
  ]);
};

/** Returns the query for documents that an aggregation of Elasticsearch may put into a wrong bucket, or omit. */
export const doubtfulQuery = (settings: ReadSettings, plan: ReadPlan): Query =>
  allOf([
    wideQuery(settings, plan),
    anyOf([
      ...[plan.time, ...plan.fields].map(({ name }) => ignored(plan, name)),
      ...(mayHaveYears(settings, plan) ? yearTimes(plan.time) : []),
    ]),
  ]);

/** Returns the queries for documents whose time may be a number of four digits that Elasticsearch read as a year. */
const yearTimes = ({ name, kind }: ReadPlan['time']): readonly Query[] => {
  const isNanos = kind === 'nanos';
  const [first, last] = isNanos ? nanoYears : commonYears;
  const years = Array.from({ length: last - first }, (_, year) => startOfYear(first + year));
  const beginnings = years.map((year) => dateRange(name, year, year + 1, isNanos));
  if (isNanos) return beginnings;
  return [
    ...beginnings,
    dateRange(name, -Infinity, startOfYear(first), false),
    dateRange(name, startOfYear(last), Infinity, false),
  ];
};

/** Returns the instant that Elasticsearch indexes for a number that it reads as a year. */
export const startOfYear = (year: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1);
  return date.getTime();
};

/** True for a number that Elasticsearch may read as a year. */
export const isLikeYear = (number: number): boolean =>
  Number.isInteger(number) && Math.abs(number) >= firstYear && Math.abs(number) <= lastYear;

/** True if Elasticsearch may have read numbers of four digits in the time field as years. */
const mayHaveYears = (settings: ReadSettings, plan: ReadPlan): boolean =>
  plan.time.kind !== 'number' &&
  !settings.isIndexed &&
  (plan.layouts.size === 0 ||
    [...plan.layouts.values()].some(
      ({ numbers, source }) => source === 'stored' && numbers === 'milliseconds or years',
    ));

/** True if the range of a query is exactly the span. */
export const isExactSpan = ({ from, to }: ReadSettings, { time }: ReadPlan): boolean =>
  [from, to].every((instant) => Number.isInteger(instant) || !Number.isFinite(instant)) &&
  (time.kind === 'date' || (time.kind === 'nanos' && from <= lastNanosMs && to > 0));

const inSpan = (settings: ReadSettings, plan: ReadPlan): readonly Query[] => {
  const { from, to, unit = 'ms' } = settings;
  const { name, kind } = plan.time;
  const [first, end] = [from, to].map(timeUnits[unit].fromMs) as [number, number];
  if (kind === 'number') {
    // An integer field drops the fraction of a time, so the query must include both bounds.
    return [
      range(name, {
        ...(Number.isFinite(first) && { gte: Math.floor(first) }),
        ...(Number.isFinite(end) && { lte: Math.ceil(end) }),
      }),
    ];
  }
  const isNanos = kind === 'nanos';
  const spans = [dateRange(name, first, end, isNanos)];
  // If times are text although unit is set, the query must find these documents, so that they are refused.
  if (unit !== 'ms') spans.push(dateRange(name, from, to, isNanos));
  const bounded = Number.isFinite(from) || Number.isFinite(to);
  const overlapsYears = [firstYear, -lastYear].some((low) => first <= low + lastYear - firstYear && end > low);
  return bounded && overlapsYears && mayHaveYears(settings, plan) ? [...spans, ...yearTimes(plan.time)] : spans;
};

const dateRange = (name: string, from: number, to: number, isNanos: boolean): Query => {
  const [earliest, latest] = isNanos ? [0, lastNanosMs] : [-farthestTime, farthestTime];
  const bound = (instant: number): string | undefined =>
    instant >= earliest && instant <= latest ? new Date(instant).toISOString() : undefined;
  const [gte, lt] = [bound(Math.floor(from)), bound(Math.ceil(to))];
  return range(name, { ...(gte !== undefined && { gte }), ...(lt !== undefined && { lt }), format: isoFormat });
};

const range = (name: string, bounds: Record<string, unknown>): Query => ({ range: { [name]: bounds } });

const isNeeded = ({ missing }: NumberField): boolean => missing === undefined;

const exists = (field: string): Query => ({ exists: { field } });

const allOf = (queries: readonly Query[]): Query => ({ bool: { filter: queries } });

const anyOf = (queries: readonly Query[]): Query =>
  queries.length === 1 ? queries[0]! : { bool: { should: queries, minimum_should_match: 1 } };

/** Returns the query for documents with a value of this field that Elasticsearch has stored without indexing it. */
const ignored = (plan: ReadPlan, name: string): Query => ({
  terms: { _ignored: [...new Set([name, ...[...plan.layouts.values()].map(({ paths }) => paths.get(name) ?? name)])] },
});
