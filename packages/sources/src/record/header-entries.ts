import type { HeaderValue, RecordHeaders } from '@penstock/stream';

/** The name of a header and one of its values. */
export type HeaderEntry = readonly [name: string, value: HeaderValue];

/** The headers of a record as a list of single values, in the record's order. */
export type HeaderEntries = readonly HeaderEntry[];

export const noEntries: HeaderEntries = [];

/** The headers of a record without any. */
export const noHeaders: RecordHeaders = Object.freeze({});

// The order of headers that an object cannot keep: those in which a name comes again after another name, or in which
// names are whole numbers, which objects always put first. The order is stored by the headers object, so that a copy of
// the record gets the same bytes.
const orders = new WeakMap<RecordHeaders, HeaderEntries>();

/** Groups the values of headers by name. */
export const headersOf = (entries: HeaderEntries): RecordHeaders => {
  // Without a prototype, so that a header may have a name such as `toString`.
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

/** Lists the values of headers, the inverse of {@link headersOf}. */
export const entriesOf = (headers: RecordHeaders): HeaderEntries => orders.get(headers) ?? inOrderOf(headers);

/** Returns whether an object alone would lose the order of these headers. */
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
