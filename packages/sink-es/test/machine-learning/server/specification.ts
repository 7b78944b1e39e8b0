import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * Finds violations of Elastic's published specification of the API. The specification comes with Elastic's package for
 * converting requests; the types of the clients are generated from it.
 */

interface TypeName {
  readonly namespace: string;
  readonly name: string;
}

type Value =
  | { readonly kind: 'instance_of'; readonly type: TypeName; readonly generics?: readonly Value[] }
  | { readonly kind: 'array_of'; readonly value: Value }
  | { readonly kind: 'dictionary_of'; readonly value: Value; readonly singleKey: boolean }
  | { readonly kind: 'union_of'; readonly items: readonly Value[] }
  | { readonly kind: 'literal_value'; readonly value: unknown }
  | { readonly kind: 'user_defined_value' };

interface Property {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly required: boolean;
  readonly type: Value;
}

type Body =
  | { readonly kind: 'no_body' }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'properties'; readonly properties: readonly Property[] };

interface Type {
  readonly kind: 'interface' | 'enum' | 'request' | 'response' | 'type_alias';
  readonly name: TypeName;
  readonly generics?: readonly TypeName[];
  readonly properties?: readonly Property[];
  readonly inherits?: { readonly type: TypeName; readonly generics?: readonly Value[] };
  readonly behaviors?: ReadonlyArray<{ readonly type: TypeName }>;
  readonly variants?: { readonly kind: string };
  readonly shortcutProperty?: string;
  readonly members?: ReadonlyArray<{ readonly name: string }>;
  readonly type?: Value;
  readonly body?: Body;
  readonly query?: readonly Property[];
}

interface Endpoint {
  readonly name: string;
  readonly request: TypeName;
  readonly response: TypeName;
  readonly urls: ReadonlyArray<{ readonly methods: readonly string[]; readonly path: string }>;
}

const file = createRequire(import.meta.url).resolve('@elastic/request-converter/dist/schema.json');
const { types, endpoints } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly types: readonly Type[];
  readonly endpoints: readonly Endpoint[];
};
const keyOf = ({ namespace, name }: TypeName): string => `${namespace}.${name}`;
const byName = new Map(types.map((type) => [keyOf(type.name), type]));

/** Finds the endpoint of a request in the specification. */
export const endpointOf = (method: string, path: string): Endpoint | undefined => {
  const parts = path.split('/');
  const fits = (template: string): boolean => {
    const wanted = template.split('/');
    return wanted.length === parts.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i]);
  };
  return endpoints.find(({ urls }) => urls.some((url) => url.methods.includes(method) && fits(url.path)));
};

/** Returns the violations in the body and the query string of a request; empty if there are none. */
export const requestFaults = (endpoint: Endpoint, query: URLSearchParams, body: unknown): string[] => {
  const { query: known = [], body: wanted } = byName.get(keyOf(endpoint.request))!;
  const names = new Set(known.map(({ name }) => name));
  const unknown = [...query.keys()].filter((name) => !names.has(name)).map((name) => `unknown parameter ${name}`);
  return [...unknown, ...bodyFaults(wanted!, body)];
};

/** Returns the violations in the body of an answer. */
export const answerFaults = (endpoint: Endpoint, body: unknown): string[] =>
  bodyFaults(byName.get(keyOf(endpoint.response))!.body!, body);

const bodyFaults = (wanted: Body, body: unknown): string[] => {
  if (wanted.kind === 'no_body') return body === undefined ? [] : ['a body where none is taken'];
  if (wanted.kind === 'value') return faults(wanted.value, body, '', new Map());
  return objectFaults(wanted.properties, body ?? {}, '', new Map(), false);
};

type Generics = ReadonlyMap<string, Value>;

const faults = (wanted: Value, value: unknown, path: string, generics: Generics): string[] => {
  const fault = (expected: string): string[] => [
    `${path || 'the body'}: expected ${expected}, got ${JSON.stringify(value)}`,
  ];
  switch (wanted.kind) {
    case 'user_defined_value':
      return [];
    case 'literal_value':
      return value === wanted.value ? [] : fault(JSON.stringify(wanted.value));
    case 'array_of':
      if (!Array.isArray(value)) return fault('a list');
      return value.flatMap((item, i) => faults(wanted.value, item, `${path}[${i}]`, generics));
    case 'dictionary_of': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault('an object');
      const entries = Object.entries(value);
      if (wanted.singleKey && entries.length !== 1) return fault('an object of one key');
      return entries.flatMap(([key, item]) => faults(wanted.value, item, `${path}.${key}`, generics));
    }
    case 'union_of': {
      const all = wanted.items.map((item) => faults(item, value, path, generics));
      return all.some((found) => found.length === 0) ? [] : all.toSorted((a, b) => a.length - b.length)[0]!;
    }
    case 'instance_of':
      return instanceFaults(wanted, value, path, generics);
  }
};

const builtins: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  object: (value) => typeof value === 'object',
};

const instanceFaults = (
  { type: name, generics: given = [] }: Extract<Value, { kind: 'instance_of' }>,
  value: unknown,
  path: string,
  generics: Generics,
): string[] => {
  const bound = generics.get(keyOf(name));
  if (bound) return faults(bound, value, path, new Map());
  if (name.namespace === '_builtins') {
    const isRight = builtins[name.name];
    if (!isRight) throw new Error(`Expected a known built-in type in the specification; got ${name.name}.`);
    return isRight(value) ? [] : [`${path}: expected ${name.name}, got ${JSON.stringify(value)}`];
  }
  const type = byName.get(keyOf(name));
  // The specification does not define the type of a document, which is the user's.
  if (!type) return [];
  const inner = boundIn(type, given);
  if (type.kind === 'type_alias') return faults(type.type!, value, path, inner);
  if (type.kind === 'enum') {
    const names = type.members!.map((member) => member.name);
    return names.includes(String(value)) ? [] : [`${path}: expected one of ${names.join(', ')}, got ${String(value)}`];
  }
  const properties = allProperties(type);
  const shortcut = properties.find((property) => property.name === type.shortcutProperty);
  if (shortcut && (typeof value !== 'object' || value === null || Array.isArray(value)))
    return faults(shortcut.type, value, path, inner);
  const isOpen = (type.behaviors ?? []).some(({ type: behavior }) => behavior.name.startsWith('AdditionalPropert'));
  const wrong = objectFaults(properties, value, path, inner, isOpen);
  if (type.variants?.kind === 'container' && wrong.length === 0 && Object.keys(value as object).length !== 1)
    return [`${path}: expected one of ${name.name}, got ${JSON.stringify(value)}`];
  return wrong;
};

/** Returns the types that are bound to the generics of a type and of the types that it inherits from. */
const boundIn = ({ generics = [], inherits }: Type, given: readonly Value[]): Map<string, Value> => {
  const own = generics.map((generic, i): [string, Value] => [keyOf(generic), given[i]!]);
  const above = inherits ? boundIn(byName.get(keyOf(inherits.type))!, inherits.generics ?? []) : [];
  return new Map([...above, ...own]);
};

const allProperties = ({ properties = [], inherits }: Type): readonly Property[] =>
  inherits ? [...properties, ...allProperties(byName.get(keyOf(inherits.type))!)] : properties;

const objectFaults = (
  properties: readonly Property[],
  value: unknown,
  path: string,
  generics: Generics,
  isOpen: boolean,
): string[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${path || 'the body'}: expected an object, got ${JSON.stringify(value)}`];
  const at = (name: string): string => (path ? `${path}.${name}` : name);
  const known = new Map(
    properties.flatMap((property) => [property.name, ...(property.aliases ?? [])].map((name) => [name, property])),
  );
  const missing = properties
    .filter(
      ({ name, aliases = [], required }) => required && ![name, ...aliases].some((one) => Object.hasOwn(value, one)),
    )
    .map(({ name }) => `${at(name)}: is missing`);
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, item]) => {
      const property = known.get(name);
      if (property) return faults(property.type, item, at(name), generics);
      return isOpen ? [] : [`${at(name)}: is unknown`];
    }),
  ];
};
