import type { HeaderValue, RecordHeaders } from '@penstock/stream';

/** One value of a header. */
export type HeaderEntry = readonly [name: string, value: HeaderValue];

/** Headers one value at a time, in the record's order. */
export type HeaderEntries = readonly HeaderEntry[];

export const noEntries: HeaderEntries = [];

/** The headers of a record without any. */
export const noHeaders: RecordHeaders = Object.freeze({});

// Of headers whose order an object does not keep: a name that comes again after another one, or whole numbers as names,
// which every object puts first. It goes along with the object, so that a copied record has the same bytes.
const orders = new WeakMap<RecordHeaders, HeaderEntries>();

/** Gathers the values of each name. */
export const headersOf = (entries: HeaderEntries): RecordHeaders => {
  // Without a prototype, so that a header may be named like one of its members.
  const headers = Object.create(null) as Record<string, HeaderValue | HeaderValue[]>;
  for (const [name, value] of entries) {
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else headers[name] = [before, value];
  }
  if (inOrderOf(headers).some(([name], at) => name !== entries[at]![0])) orders.set(headers, entries);
  return headers;
};

/** The inverse of {@link headersOf}. */
export const entriesOf = (headers: RecordHeaders): HeaderEntries => orders.get(headers) ?? inOrderOf(headers);

/** Whether an object alone would lose the order of these headers. */
export const hasOwnOrder = (headers: RecordHeaders): boolean => orders.has(headers);

const inOrderOf = (headers: RecordHeaders): HeaderEntries => {
  const names = Object.keys(headers);
  if (names.length === 0) return noEntries;
  return names.flatMap((name) => {
    const value = headers[name] as HeaderValue | readonly HeaderValue[];
    return Array.isArray(value)
      ? (value as readonly HeaderValue[]).map((each) => [name, each] as const)
      : [[name, value as HeaderValue] as const];
  });
};
