import { type OptionNames, toCount } from '@penstock/stream';
import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import type { BucketInterval } from './buckets.ts';

/** What is read, and in what portions. */
export interface ReadOptions {
  /** Index, alias, data stream or pattern. */
  readonly index: string;
  /** Field of event time, a `date`; default `'time'`. */
  readonly time?: string;
  /** Which documents, as a query of Elasticsearch; default all. */
  readonly query?: Record<string, unknown>;
  /** First instant that is read, ms since the Unix epoch; default the beginning. */
  readonly from?: number;
  /** First instant that is no longer read, ms since the Unix epoch; default the end. */
  readonly to?: number;
  /** Gathers documents into buckets; `'1d'`, `'1w'`, `'1mo'`, `'1q'` and `'1y'` follow the calendar. Default: each document is a row. */
  readonly interval?: BucketInterval;
  /** Where days, weeks and longer begin, an IANA name; default `'UTC'`. */
  readonly timeZone?: string;
  /** Rows asked for at a time, 1 to 10,000; default 5,000. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/** The names of {@link ReadOptions}. */
export const readOptionNames: OptionNames<ReadOptions> = {
  index: true,
  time: true,
  query: true,
  from: true,
  to: true,
  interval: true,
  timeZone: true,
  pageSize: true,
  signal: true,
};

/** The query for documents with all these fields in the span of time. */
export const toQuery = ({ query, from, to }: ReadOptions, time: string, fields: readonly string[]): Record<string, unknown> => ({
  bool: {
    filter: [
      ...(query ? [query] : []),
      ...fields.map((field) => ({ exists: { field } })),
      { range: { [time]: { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }), format: 'epoch_millis' } } },
    ],
  },
});

export const toPageSize = (size: number | undefined): number => {
  const count = toCount(size ?? 5_000, 'pageSize');
  if (count <= 10_000) return count;
  throw elasticsearchError('PENSTOCK_BAD_OPTION', `pageSize must be at most 10,000, Elasticsearch's own limit; got ${count}.`);
};

const numeric = new Set(['double', 'float', 'half_float', 'scaled_float', 'long', 'integer', 'short', 'byte', 'unsigned_long']);

/** Checks that the fields are there and can be read as numbers, since a search for one that is not only finds nothing. */
export const checkFields = async (client: ElasticsearchClient, index: string, time: string, fields: readonly string[], signal: AbortSignal | undefined): Promise<void> => {
  const names = [time, ...fields];
  const { body } = await ask<{ readonly fields: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> }>(
    client,
    { method: 'GET', path: `/${encodeURIComponent(index)}/_field_caps`, querystring: { fields: names.join(',') } },
    { doing: `look up the fields of ${index}`, signal },
  );
  for (const name of names) {
    const types = Object.keys(body.fields[name] ?? {}).filter((type) => type !== 'unmapped');
    const fits = name === time ? types.every((type) => type === 'date') : types.every((type) => numeric.has(type));
    if (types.length === 0 || !fits) {
      throw elasticsearchError(
        'PENSTOCK_FIELD_MISSING',
        `${index} must have a field ${name} of type ${name === time ? 'date' : 'number'}; ${types.length === 0 ? 'it has none' : `it is ${types.join(', ')}`}. Check the name and the mapping.`,
      );
    }
  }
};
