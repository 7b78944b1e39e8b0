import { farthestTime } from './read-options.ts';
import type { ReadSettings } from './read-options.ts';
import type { NumberField, ReadPlan } from './plan/read-plan.ts';
import { timeUnits } from './time-unit.ts';

type Query = Record<string, unknown>;

/** A format that every supported version reads for every instant of a `Date`; before 1970, `epoch_millis` is not. */
const isoFormat = "uuuu-MM-dd'T'HH:mm:ss.SSSX";
const lastNanosMs = 9_223_372_036_854;
const [firstYear, lastYear] = [1_000, 9_999];
/** Years that data is often of; outside of them, whole ranges are asked for. */
const commonYears = [1_900, 2_100] as const;
/** Years whose beginning a `date_nanos` can hold. */
const nanoYears = [1_970, 2_263] as const;

/** The query for documents whose values and time in the span are indexed. */
export const indexedQuery = ({ query, from, to }: ReadSettings, { time, fields }: ReadPlan): Query =>
  allOf([
    ...(query ? [query] : []),
    ...fields.filter(isNeeded).map(({ name }) => exists(name)),
    dateRange(time.name, from, to, time.kind === 'nanos'),
  ]);

/**
 * The query for all documents that may have been meant: with times close to the span, and with values and times that
 * Elasticsearch could not index. Each has to be checked.
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

/** The query for documents that Elasticsearch may gather wrongly, or not at all. */
export const doubtfulQuery = (settings: ReadSettings, plan: ReadPlan): Query =>
  allOf([
    wideQuery(settings, plan),
    anyOf([
      ...[plan.time, ...plan.fields].map(({ name }) => ignored(plan, name)),
      ...(mayHaveYears(settings, plan) ? yearTimes(plan.time) : []),
    ]),
  ]);

/** Documents whose time may be a number of four digits that Elasticsearch has taken for a year. */
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

/** The beginning of a year, as Elasticsearch takes a number for it. */
export const startOfYear = (year: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1);
  return date.getTime();
};

/** True for a number that Elasticsearch may take for a year. */
export const isLikeYear = (number: number): boolean =>
  Number.isInteger(number) && Math.abs(number) >= firstYear && Math.abs(number) <= lastYear;

/** True where numbers of four digits in the field of time may have become years. */
const mayHaveYears = (settings: ReadSettings, plan: ReadPlan): boolean =>
  plan.time.kind !== 'number' &&
  !settings.isIndexed &&
  (plan.layouts.size === 0 ||
    [...plan.layouts.values()].some(
      ({ numbers, source }) => source === 'stored' && numbers === 'milliseconds or years',
    ));

/** True where the range that is asked for is exactly the span. */
export const isExactSpan = ({ from, to }: ReadSettings, { time }: ReadPlan): boolean =>
  [from, to].every((instant) => Number.isInteger(instant) || !Number.isFinite(instant)) &&
  (time.kind === 'date' || (time.kind === 'nanos' && from <= lastNanosMs && to > 0));

const inSpan = (settings: ReadSettings, plan: ReadPlan): readonly Query[] => {
  const { from, to, unit = 'ms' } = settings;
  const { name, kind } = plan.time;
  const [first, end] = [from, to].map(timeUnits[unit].fromMs) as [number, number];
  if (kind === 'number') {
    // A fraction is cut off towards 0 in an integer field, so that a bound belongs to what is read.
    return [
      range(name, {
        ...(Number.isFinite(first) && { gte: Math.floor(first) }),
        ...(Number.isFinite(end) && { lte: Math.ceil(end) }),
      }),
    ];
  }
  const isNanos = kind === 'nanos';
  const spans = [dateRange(name, first, end, isNanos)];
  // Where times are text although a unit was given, the rows are found, and refused.
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

/** Documents of which Elasticsearch has kept a value without indexing it. */
const ignored = (plan: ReadPlan, name: string): Query => ({
  terms: { _ignored: [...new Set([name, ...[...plan.layouts.values()].map(({ paths }) => paths.get(name) ?? name)])] },
});
