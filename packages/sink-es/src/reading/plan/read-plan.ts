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
  /** `nanos` if an index maps the field as `date_nanos`. */
  readonly kind: 'date' | 'nanos' | 'number';
}

/** How a field of numbers is read. */
export interface NumberField {
  readonly name: string;
  /** True reads the values from Elasticsearch's columns, false from `_source`. */
  readonly isIndexed: boolean;
  /** True for 64-bit integers, which a JavaScript number cannot always hold. */
  readonly isLong: boolean;
  /** The value for documents without the field; `undefined` if these are left out. */
  readonly missing: number | undefined;
}

/** How to read an index, or several indices behind one name. */
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
/** Numeric types that keep the order and the range of times. */
const timeNumbers = new Set(['long', 'integer', 'unsigned_long', 'double']);

/** Returns the layout of the index that contains a document. */
export const layoutOf = ({ layouts }: ReadPlan, { _index: index }: Hit): IndexLayout =>
  layouts.get(index) ?? unknownLayout;

/** Returns the written values of a field, as far as the search returned them. */
export const writtenIn = (plan: ReadPlan, hit: Hit, name: string): readonly unknown[] => {
  const { _source: source } = hit;
  return sourceValues(source, layoutOf(plan, hit).paths.get(name) ?? name);
};

/** Returns the `_source` option of a search that needs these fields of the documents. */
export const sourceFilter = ({ layouts }: ReadPlan, names: readonly string[]): readonly string[] | boolean => {
  const all = [...layouts.values()];
  const isWanted = names.length > 0 && (all.length === 0 || all.some(({ source }) => source === 'stored'));
  if (!isWanted) return false;
  // An index without _source refuses a filter of its fields, but accepts a request for all of it.
  if (all.some(({ source }) => source === 'none')) return true;
  return [...new Set(names.flatMap((name) => [name, ...all.map(({ paths }) => paths.get(name) ?? name)]))];
};

/** Looks up the fields, checks that they can be read as time and numbers, and decides how to read them. */
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
      throw fieldMissing(index, name, `a field of the nested ${nested}, of which a document has several`);
  }
  const time = toTimeField(index, settings.time, typesOf(caps, settings.time));
  const other = [...layouts.values()].find(({ numbers }) => numbers === 'by format');
  if (time.kind !== 'number' && settings.unit !== undefined && settings.unit !== 'ms' && other) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Expected no unit for ${index}; got ${settings.unit}. The format ${other.format} in its mapping defines the ` +
        `unit of ${time.name}. Leave out unit.`,
    );
  }
  const fields = columns.map(({ field: name, missing }): NumberField => {
    const types = typesOf(caps, name);
    if (types.length === 0) throw fieldMissing(index, name, 'no such field');
    if (!types.every((type) => numeric.has(type))) throw fieldMissing(index, name, types.join(', '));
    const found = types.map((type) => caps.fields[name]![type]!);
    const isColumn = found.every(({ aggregatable }) => aggregatable !== false);
    if (
      missing === undefined &&
      found.some(({ searchable, aggregatable }) => searchable === false && aggregatable === false)
    ) {
      throw fieldMissing(
        index,
        name,
        'a field that is neither indexed nor in columns, so no search can find its documents',
      );
    }
    const keepsNull = [...layouts.values()].every(({ withoutNull }) => !withoutNull.has(name));
    const isExact = types.every((type) => type === 'double') && isColumn && keepsNull;
    const hasSource = [...layouts.values()].every(({ source }) => source === 'stored');
    if (!isExact && !isIndexed && !hasSource) {
      throw elasticsearchError(
        'PENSTOCK_SOURCE_MISSING',
        `${index} does not keep _source as it was written, and ${name} of type ${types.join(', ')} may hold other ` +
          `numbers than the written ones. Map ${name} as double, or set values: 'indexed'.`,
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
    `Expected a field ${name} of type date, date_nanos, long or double in ${index}; got ` +
      `${types.length === 0 ? 'no such field' : types.join(', ')}. Check the name and the mapping.`,
  );
};

const fieldMissing = (index: string, name: string, found: string): Error =>
  elasticsearchError(
    'PENSTOCK_FIELD_MISSING',
    `Expected a field ${name} of a numeric type in ${index}; got ${found}. Check the name and the mapping.`,
  );

/** Returns the parents of a path: `a` and `a.b` for `a.b.c`. */
const parentsOf = (name: string): readonly string[] => {
  const parts = name.split('.');
  return parts.slice(1).map((_, count) => parts.slice(0, count + 1).join('.'));
};
