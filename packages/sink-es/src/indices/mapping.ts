import { checkOptions } from '@penstock/stream/internal';
/** Parameters of a field, by Elasticsearch's own names; which of them apply depends on the type. */
export interface FieldParameters {
  readonly [parameter: string]: unknown;
  /** Searched by; default true. */
  readonly index?: boolean;
  /** Kept in columns, for sorting and aggregations; default true. */
  readonly doc_values?: boolean;
  /** Longer text is not indexed, characters. */
  readonly ignore_above?: number;
  /**
   * Formats of a date; default `strict_date_optional_time||epoch_millis`, by which a number of four digits is a year.
   */
  readonly format?: string;
  readonly null_value?: unknown;
  /** The same value mapped in other ways, such as `{ raw: { type: 'keyword' } }`. */
  readonly fields?: Readonly<Record<string, FieldDefinition>>;
}

/** A field as Elasticsearch takes it. */
export interface FieldDefinition extends FieldParameters {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, FieldDefinition>>;
}

/** What the fields of an index are; made by {@link mapping}. */
export interface IndexMapping {
  /**
   * What becomes of a field that is not named: `true` maps it, `false` only keeps it, `'strict'` refuses the document.
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

/** What a property of a record may be mapped to. */
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
 * Says how each property of a record is indexed, checked against the record's type: one that is forgotten, unknown or
 * of a type that cannot hold it does not compile.
 *
 * A field is a type, or a type with parameters. Without `dynamic` a document with an unknown field is refused
 * (`'strict'`). Prices and volumes belong into `double`, which holds each number of JavaScript. A time in milliseconds
 * gets the format `epoch_millis`, since by default Elasticsearch takes a number from 1000 to 9999 for a year.
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
