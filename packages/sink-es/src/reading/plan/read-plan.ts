import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import type { Column } from '../aggregate.ts';
import { lookUpCaps, typesOf } from './field-caps.ts';
import type { Hit } from './hit.ts';
import { layoutsOf, unknownLayout } from './index-layout.ts';
import type { IndexLayout } from './index-layout.ts';
import type { ReadSettings } from '../read-options.ts';
import { sourceValues } from './source-values.ts';

/** How the time of a document is read. */
interface TimeField {
  readonly name: string;
  /** `nanos` where an index has it as `date_nanos`. */
  readonly kind: 'date' | 'nanos' | 'number';
}

/** How a field of numbers is read. */
export interface NumberField {
  readonly name: string;
  /** True where Elasticsearch's columns have what is wanted; else it is in `_source`. */
  readonly isIndexed: boolean;
  /** True for 64-bit integers, of which JavaScript does not hold each. */
  readonly isLong: boolean;
  /** The value of documents without it; `undefined` where these are left out. */
  readonly missing: number | undefined;
}

/** How an index, or several behind one name, is read. */
export interface ReadPlan {
  readonly time: TimeField;
  readonly fields: readonly NumberField[];
  readonly layouts: ReadonlyMap<string, IndexLayout>;
}

const numeric = new Set([
  'double',
  'float',
  'half_float',
  'scaled_float',
  'long',
  'integer',
  'short',
  'byte',
  'unsigned_long',
]);
const dates = new Set(['date', 'date_nanos']);
/** Numbers whose order and range are those of the times in them. */
const timeNumbers = new Set(['long', 'integer', 'unsigned_long', 'double']);

/** The layout of the index that a document is in. */
export const layoutOf = ({ layouts }: ReadPlan, { _index: index }: Hit): IndexLayout =>
  layouts.get(index) ?? unknownLayout;

/** What was written in a field of a document, as far as the search has given it. */
export const writtenIn = (plan: ReadPlan, hit: Hit, name: string): readonly unknown[] => {
  const { _source: source } = hit;
  return sourceValues(source, layoutOf(plan, hit).paths.get(name) ?? name);
};

/** What a search has to give of the documents, so that these fields can be read from them. */
export const sourceFilter = ({ layouts }: ReadPlan, names: readonly string[]): readonly string[] | boolean => {
  const all = [...layouts.values()];
  const isWanted = names.length > 0 && (all.length === 0 || all.some(({ source }) => source === 'stored'));
  if (!isWanted) return false;
  // An index without documents refuses to give parts of them, but not to give all.
  if (all.some(({ source }) => source === 'none')) return true;
  return [...new Set(names.flatMap((name) => [name, ...all.map(({ paths }) => paths.get(name) ?? name)]))];
};

/** Looks up the fields, checks that they can be read as time and numbers, and decides how. */
export const planRead = async (
  client: ElasticsearchClient,
  settings: ReadSettings,
  columns: readonly Column[],
): Promise<ReadPlan> => {
  const { index, isIndexed, signal } = settings;
  const all = [...new Set([settings.time, ...columns.map(({ field }) => field)])];
  const asked = [...new Set(all.flatMap((name) => [name, ...parentsOf(name)]))];
  const [caps, layouts] = await Promise.all([
    lookUpCaps(client, index, asked, signal),
    layoutsOf(client, index, all, signal),
  ]);
  for (const name of all) {
    const nested = parentsOf(name).find((parent) => caps.fields[parent]?.['nested']);
    if (nested !== undefined)
      throw fieldMissing(index, name, `its parent ${nested} is nested, so that a document has several`);
  }
  const time = toTimeField(index, settings.time, typesOf(caps, settings.time));
  const other = [...layouts.values()].find(({ numbers }) => numbers === 'by format');
  if (time.kind !== 'number' && settings.unit !== undefined && settings.unit !== 'ms' && other) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Leave out unit: the mapping of ${index} says itself what numbers in ${time.name} are, by its format ` +
        `${other.format}.`,
    );
  }
  const fields = columns.map(({ field: name, missing }): NumberField => {
    const types = typesOf(caps, name);
    if (types.length === 0) throw fieldMissing(index, name, 'it has none');
    if (!types.every((type) => numeric.has(type))) throw fieldMissing(index, name, `it is ${types.join(', ')}`);
    const found = types.map((type) => caps.fields[name]![type]!);
    const isColumn = found.every(({ aggregatable }) => aggregatable !== false);
    if (
      missing === undefined &&
      found.some(({ searchable, aggregatable }) => searchable === false && aggregatable === false)
    ) {
      throw fieldMissing(
        index,
        name,
        'it is neither indexed nor has columns, so that no search finds the documents that have it',
      );
    }
    const keepsNull = [...layouts.values()].every(({ withoutNull }) => !withoutNull.has(name));
    const isExact = types.every((type) => type === 'double') && isColumn && keepsNull;
    const hasSource = [...layouts.values()].every(({ source }) => source === 'stored');
    if (!isExact && !isIndexed && !hasSource) {
      throw elasticsearchError(
        'PENSTOCK_SOURCE_MISSING',
        `${index} keeps no _source as it was written, and ${name} of type ${types.join(', ')} may hold other ` +
          `numbers than were written. Map it as double, or read with values: 'indexed'.`,
      );
    }
    return {
      name,
      isIndexed: isIndexed || isExact,
      isLong: types.some((type) => type === 'long' || type === 'unsigned_long'),
      missing,
    };
  });
  return { time, fields, layouts };
};

const toTimeField = (index: string, name: string, types: readonly string[]): TimeField => {
  if (types.length > 0) {
    if (types.every((type) => dates.has(type))) return { name, kind: types.includes('date_nanos') ? 'nanos' : 'date' };
    if (types.every((type) => timeNumbers.has(type))) return { name, kind: 'number' };
  }
  throw elasticsearchError(
    'PENSTOCK_FIELD_MISSING',
    `${index} must have a field ${name} of type date, date_nanos, long or double; ` +
      `${types.length === 0 ? 'it has none' : `it is ${types.join(', ')}`}. Check the name and the mapping.`,
  );
};

const fieldMissing = (index: string, name: string, found: string): Error =>
  elasticsearchError(
    'PENSTOCK_FIELD_MISSING',
    `${index} must have a field ${name} of type number; ${found}. Check the name and the mapping.`,
  );

/** `a` and `a.b` of `a.b.c`. */
const parentsOf = (name: string): readonly string[] => {
  const parts = name.split('.');
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join('.'));
};
