import { reasonText } from './error/reason-text.ts';
import { streamError } from './errors.ts';

/**
 * The JSON text of a value, or an error where JSON would change a value or drop one from a list.
 *
 * `JSON.stringify` writes `NaN`, `Infinity` and an invalid `Date` as `null`, a `Map` as `{}`, and a typed array as an
 * object, all without an error. This refuses them, and names the field. Members that are `undefined`, functions or
 * symbols are left out, and `-0` becomes `0`, as with `JSON.stringify`.
 *
 * @throws `PENSTOCK_NOT_JSON`: a number that is not finite, an invalid date, a `bigint`, a typed array, `ArrayBuffer`
 * or `Buffer`, an object of a class without a field of its own (`Map`, `Set`, `Promise`, `RegExp`, …), an element of an
 * array that is `undefined`, a function or a symbol, and an object that contains itself.
 *
 * @example
 * ```ts
 * toJson({ close: 457.33 }); // '{"close":457.33}'
 * toJson({ bars: [{ close: NaN }] }); // throws: … at bars[0].close; got NaN. …
 * ```
 */
export const toJson = (value: unknown): string => {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw notJson(value, cause);
  }
  if (text === undefined) throw notJson(value);
  // A replacer would cost several times the rest. What goes wrong leaves one of these traces in the text, and few
  // values without a fault have one.
  if (text.includes('null') || mayHide(text)) {
    const fault = findFault(value, '', '', []);
    if (fault) throw faultError(fault);
  }
  return text;
};

/** Whether the text has an object that may stand for something else: `{}`, one with the name 0, or that of a Buffer. */
const mayHide = (text: string): boolean => {
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    if (text.startsWith('}', at + 1) || text.startsWith('"0":', at + 1) || text.startsWith('"type":"Buffer"', at + 1))
      return true;
  }
  return false;
};

interface Fault {
  readonly path: string;
  readonly found: string;
}

const notJson = (value: unknown, cause?: unknown): Error => {
  let fault: Fault | undefined;
  try {
    fault = findFault(value, '', '', []);
  } catch {
    // A toJSON or a getter of the value throws, or the value is nested too deeply: the cause says so.
  }
  if (fault) return faultError(fault, cause);
  const reason = cause === undefined ? '' : `: ${reasonText(cause)}`;
  return streamError('PENSTOCK_NOT_JSON', `The value cannot be written as JSON${reason}.`, cause);
};

const faultError = ({ path, found }: Fault, cause?: unknown): Error =>
  streamError(
    'PENSTOCK_NOT_JSON',
    `Expected a value that JSON can carry${path === '' ? '' : ` at ${path}`}; got ${found}. ` +
      'Convert it before, leave the field out, or use null.',
    cause,
  );

/** The first part of a value that JSON cannot carry, in the order of `JSON.stringify`. */
const findFault = (given: unknown, key: string, path: string, parents: readonly unknown[]): Fault | undefined => {
  const value = plainOf(given, key);
  if (value === null && isInvalidTime(given)) return { path, found: 'an invalid date' };
  const kind = faultOf(value, parents);
  // Bytes that have a toJSON of their own, such as a Buffer, become an object as well.
  const found = kind ?? (ArrayBuffer.isView(given) ? classOf(given) : undefined);
  if (found !== undefined) return { path, found };
  if (typeof value !== 'object' || value === null) return undefined;
  const within = [...parents, value];
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const fault = findFault(value[index], String(index), `${path}[${index}]`, within);
      if (fault) return fault;
    }
    return undefined;
  }
  for (const [name, member] of Object.entries(value)) {
    // JSON leaves these members out.
    if (member === undefined || typeof member === 'function' || typeof member === 'symbol') continue;
    const fault = findFault(member, name, memberPath(path, name), within);
    if (fault) return fault;
  }
  return undefined;
};

const boxes = new Set(['[object Number]', '[object String]', '[object Boolean]', '[object BigInt]']);

/** The value that `JSON.stringify` writes for another. */
const plainOf = (value: unknown, key: string): unknown => {
  const { toJSON } = (value ?? {}) as { readonly toJSON?: unknown };
  const plain = typeof toJSON === 'function' ? (toJSON.call(value, key) as unknown) : value;
  // `new Number(NaN)` and the like count by their tag, so that those of another realm do as well.
  return boxes.has(Object.prototype.toString.call(plain)) ? (plain as object).valueOf() : plain;
};

/** True for an invalid `Date`, and for the invalid dates of libraries, whose number is NaN too. */
const isInvalidTime = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Number.isNaN(value.valueOf());

const faultOf = (value: unknown, parents: readonly unknown[]): string | undefined => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : String(value);
    case 'bigint':
      return `the bigint ${value}`;
    case 'undefined':
      return 'undefined';
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    case 'object': {
      if (value === null) return undefined;
      if (parents.includes(value)) return 'an object that contains itself';
      if (Array.isArray(value)) return undefined;
      if (ArrayBuffer.isView(value)) return classOf(value);
      return isPlain(value) || Object.keys(value).length > 0 ? undefined : classOf(value);
    }
    default:
      return undefined;
  }
};

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of a plain object from another realm has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const classOf = (value: object): string => {
  const name = (value.constructor as { readonly name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name !== '' ? `an object of class ${name}` : 'an object without fields';
};

const memberPath = (path: string, name: string): string => {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
};
