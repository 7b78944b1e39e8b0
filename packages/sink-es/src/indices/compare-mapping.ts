import type { FieldDefinition } from './mapping.ts';
import type { FieldConflict } from './mapping-conflict-error.ts';

/** How the mapping of an index differs from the wanted one. */
export interface MappingDifference {
  /** Paths of fields that do not exist yet. */
  readonly added: readonly string[];
  /** Paths of fields with a parameter that can be changed in place. */
  readonly changed: readonly string[];
  readonly conflicts: readonly FieldConflict[];
}

type Properties = Readonly<Record<string, FieldDefinition>>;

/** The parameters that Elasticsearch can change on an existing field. */
const changeable = new Set([
  'coerce',
  'copy_to',
  'dynamic',
  'eager_global_ordinals',
  'fielddata',
  'ignore_above',
  'ignore_malformed',
  'meta',
  'search_analyzer',
  'search_quote_analyzer',
]);

/** Compares the wanted fields with the existing ones; `effective` returns a field with its defaults filled in. */
export const compareMapping = (
  index: string,
  wanted: Properties,
  found: Properties,
  effective: (path: string) => FieldDefinition | undefined,
): MappingDifference => {
  const added: string[] = [];
  const changed: string[] = [];
  const conflicts: FieldConflict[] = [];

  const compareField = (path: string, want: FieldDefinition, have: FieldDefinition): void => {
    const wantType = typeOf(want);
    const haveType = typeOf(have);
    if (wantType !== haveType) {
      conflicts.push({ index, field: path, parameter: 'type', wanted: wantType, found: haveType });
      return;
    }
    const all = effective(path) ?? have;
    for (const [parameter, value] of Object.entries(want)) {
      if (parameter === 'type' || parameter === 'properties' || parameter === 'fields') continue;
      const there = all[parameter] ?? have[parameter];
      if (isSame(value, there)) continue;
      if (changeable.has(parameter)) changed.push(path);
      else conflicts.push({ index, field: path, parameter, wanted: value, found: there ?? null });
    }
    compareAll(`${path}.`, want.properties ?? {}, have.properties ?? {});
    compareAll(`${path}.`, want.fields ?? {}, have.fields ?? {});
  };

  const compareAll = (prefix: string, wants: Properties, haves: Properties): void => {
    for (const [name, want] of Object.entries(wants)) {
      const have = haves[name];
      if (have) compareField(`${prefix}${name}`, want, have);
      else added.push(`${prefix}${name}`);
    }
  };

  compareAll('', wanted, found);
  return { added, changed, conflicts };
};

const typeOf = ({ type, properties }: FieldDefinition): string => type ?? (properties ? 'object' : 'unknown');

// The server returns some values in another form, such as "true" for true and 100.0 for 100.
const isSame = (one: unknown, other: unknown): boolean =>
  typeof one === 'object' || typeof other === 'object'
    ? JSON.stringify(one) === JSON.stringify(other)
    : String(one) === String(other);
