import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import { DocumentTime } from './document-time.ts';
import { whereIs } from '../plan/hit.ts';
import type { Hit } from '../plan/hit.ts';
import type { ReadSettings } from '../read-options.ts';
import { sourceFilter, writtenIn } from '../plan/read-plan.ts';
import type { NumberField, ReadPlan } from '../plan/read-plan.ts';
import { wideQuery } from '../read-query.ts';
import { searchPages } from './search-pages.ts';
import { toNumber } from '../plan/source-values.ts';

/** Takes one row. The array `values` is reused for the next row. */
export type TakeRow = (time: number, values: readonly number[]) => void;

/** Reads the documents of a plan, each as a row, in the order of their indexed time. */
export const readRows = async (
  client: ElasticsearchClient,
  settings: ReadSettings,
  plan: ReadPlan,
  take: TakeRow,
): Promise<void> => {
  const { index, from, to, isIndexed, pageSize, signal } = settings;
  const { fields } = plan;
  const time = new DocumentTime(settings, plan);
  const fromSource = fields.filter((field) => !field.isIndexed).map(({ name }) => name);
  const body = {
    query: wideQuery(settings, plan),
    _source: sourceFilter(plan, [...fromSource, ...(isIndexed ? [] : [plan.time.name])]),
    docvalue_fields: [
      ...time.columns,
      ...uniqueByName(fields).flatMap(({ name: field, isIndexed, isLong }) =>
        isIndexed ? [{ field }] : isLong ? [{ field, format: '0' }] : [],
      ),
    ],
    sort: [time.sort, { _shard_doc: 'asc' }],
  };
  const values: number[] = fields.map(() => NaN);
  for await (const hits of searchPages<Hit>(client, { index, pageSize, signal, body })) {
    for (const hit of hits) {
      const at = time.of(hit);
      if (at < from || at >= to) continue;
      for (let field = 0; field < fields.length; field += 1) values[field] = numberOf(hit, fields[field]!, plan);
      take(at, values);
    }
  }
};

// Elasticsearch returns each value twice if a column is requested twice.
const uniqueByName = (fields: readonly NumberField[]): readonly NumberField[] => [
  ...new Map(fields.map((field) => [field.name, field])).values(),
];

const numberOf = (hit: Hit, field: NumberField, plan: ReadPlan): number => {
  const { name, isIndexed, isLong, missing } = field;
  const { _ignored: ignored } = hit;
  const found = isIndexed ? (hit.fields?.[name] ?? []) : writtenIn(plan, hit, name);
  if (found.length === 0 && missing !== undefined && !ignored?.includes(name)) return missing;
  if (found.length === 0 && !isIndexed) throw sourceMissing(hit, name);
  const number = toNumber(found[0]);
  if (found.length !== 1 || number === undefined) {
    const got =
      found.length === 0
        ? 'no indexed value'
        : found.length === 1
          ? JSON.stringify(found[0])
          : `${found.length} values, ${shorten(JSON.stringify(found))}`;
    throw elasticsearchError(
      'PENSTOCK_BAD_VALUE',
      `Expected one number for ${name} in ${whereIs(hit)}; got ${got}. Index one document per value, or exclude ` +
        'this one with query.',
    );
  }
  // JSON.parse rounds integers beyond 2^53. The column, which is requested as text, has all digits.
  if (
    isLong &&
    !isIndexed &&
    Number.isInteger(number) &&
    !Number.isSafeInteger(number) &&
    String(hit.fields?.[name]?.[0]) !== BigInt(number).toString()
  ) {
    throw elasticsearchError(
      'PENSTOCK_BAD_VALUE',
      `Expected a number that JavaScript can hold for ${name} in ${whereIs(hit)}; got ` +
        `${String(hit.fields?.[name]?.[0])}, which is beyond 2^53. Read it as text with the client, or set ` +
        `values: 'indexed' to read it rounded.`,
    );
  }
  return number;
};

const sourceMissing = (hit: Hit, name: string): Error =>
  elasticsearchError(
    'PENSTOCK_SOURCE_MISSING',
    `Expected ${name} in the _source of ${whereIs(hit)}; got none, although the field is indexed. Set ` +
      `values: 'indexed', or keep the field in _source.`,
  );

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
