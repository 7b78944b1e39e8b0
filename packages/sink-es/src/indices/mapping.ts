import { checkOptions } from '@penstock/stream/internal';

/** Parameters of a field, in Elasticsearch's own names; which of them apply depends on the type. */
export interface FieldParameters {
  readonly [parameter: string]: unknown;
  /** True makes the field searchable; default true. */
  readonly index?: boolean;
  /** True stores the field in columns, for sorting and aggregations; default true. */
  readonly doc_values?: boolean;
  /** Longest text that is indexed, characters. */
  readonly ignore_above?: number;
  /**
   * Formats of a date; default `strict_date_optional_time||epoch_millis`, which reads a number of four digits as a
   * year.
   */
  readonly format?: string;
  readonly null_value?: unknown;
  /** Further mappings of the same value, such as `{ raw: { type: 'keyword' } }`. */
  readonly fields?: Readonly<Record<string, FieldDefinition>>;
}

/** A field in Elasticsearch's own format. */
export interface FieldDefinition extends FieldParameters {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, FieldDefinition>>;
}

/** The mapping of an index; made by {@link mapping}. */
export interface IndexMapping {
  /**
   * How Elasticsearch handles a field without a mapping: `true` maps it, `false` stores it without indexing it,
   * `'strict'` rejects the document, `'runtime'` reads it at search time.
   */
  readonly dynamic?: boolean | 'strict' | 'runtime';
  readonly properties: Readonly<Record<string, FieldDefinition>>;
}

type NumberType =
  | 'double'
  | 'float'
  | 'half_float'
  | 'scaled_float'
  | 'long'
  | 'integer'
  | 'short'
  | 'byte'
  | 'unsigned_long'
  | 'date';
type TextType =
  | 'keyword'
  | 'constant_keyword'
  | 'wildcard'
  | 'text'
  | 'match_only_text'
  | 'date'
  | 'date_nanos'
  | 'ip'
  | 'version'
  | 'binary';

type Leaf<Type extends string> = Type | (FieldParameters & { readonly type: Type });

type Fields<T> = { readonly [Name in keyof T]-?: Field<T[Name]> };

/** The field types that a property of a record can be mapped to. */
export type Field<V> = [NonNullable<V>] extends [never]
  ? Leaf<string>
  : [NonNullable<V>] extends [ReadonlyArray<infer Element>]
    ? Field<Element>
    : [NonNullable<V>] extends [number | bigint]
      ? Leaf<NumberType>
      : [NonNullable<V>] extends [string]
        ? Leaf<TextType>
        : [NonNullable<V>] extends [boolean]
          ? Leaf<'boolean'>
          : [NonNullable<V>] extends [Date]
            ? Leaf<'date' | 'date_nanos'>
            : [NonNullable<V>] extends [object]
              ? | Leaf<'flattened'>
                | { readonly type?: 'object' | 'nested'; readonly properties: Fields<NonNullable<V>> }
                | { readonly type: 'object'; readonly enabled: false }
              : Leaf<string>;

/**
 * Defines how each property of a record is indexed. The compiler checks it against the record's type: it reports a
 * missing property, an unknown one, and a field type that cannot hold the values.
 *
 * A field is a type, or a type with parameters. Without `dynamic`, Elasticsearch rejects documents with unknown fields
 * (`'strict'`). Use `double` for prices and volumes: it holds every number of JavaScript. Give a time in milliseconds
 * the format `epoch_millis`, since by default Elasticsearch reads a number from 1000 to 9999 as a year.
 *
 * @example
 * ```ts
 * const candles = mapping<Candle>({
 *   time: { type: 'date', format: 'epoch_millis' },
 *   open: 'double',
 *   high: 'double',
 *   low: 'double',
 *   close: 'double',
 *   adjClose: 'double',
 *   volume: 'double',
 * });
 * ```
 */
export const mapping = <T extends object>(
  fields: Fields<T>,
  options: Pick<IndexMapping, 'dynamic'> = {},
): IndexMapping => ({
  dynamic: checkOptions(options, { dynamic: true }, 'mapping').dynamic ?? 'strict',
  properties: toProperties(fields as Record<string, FieldInput>),
});

type FieldInput =
  | string
  | (FieldParameters & { readonly type?: string; readonly properties?: Record<string, FieldInput> });

const toProperties = (fields: Record<string, FieldInput>): Record<string, FieldDefinition> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (typeof field === 'string') return [name, { type: field }];
      const { properties, ...rest } = field;
      return [name, properties ? { ...rest, properties: toProperties(properties) } : rest];
    }),
  );
