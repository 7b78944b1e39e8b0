import { reasonText } from './error/reason-text.ts';
import { streamError } from './errors.ts';

/**
 * Writes a value as JSON text, and throws when JSON would change a value or drop an array element.
 *
 * `JSON.stringify` writes `NaN`, `Infinity` and an invalid `Date` as `null`, a `Map` as `{}`, and a typed array as an
 * object, all without an error. This function throws for them, and the message names the field. As `JSON.stringify`
 * does, it leaves out members that are `undefined`, functions or symbols, and writes `-0` as `0`.
 *
 * @throws `PENSTOCK_NOT_JSON` for a number that is not finite, an invalid date, a `bigint`, a typed array, an
 * `ArrayBuffer` or a `Buffer`; for an object of a class without own fields (`Map`, `Set`, `Promise`, `RegExp`, …); for
 * an array element that is `undefined`, a function or a symbol; and for an object that contains itself.
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
  // A replacer function would take several times as long. Each value that JSON changes leaves `null` or one of the
  // patterns of `mayHide` in the text, and few correct values contain these. Only then is the value searched.
  if (text.includes('null') || mayHide(text)) {
    const fault = findFault(value, '', '', []);
    if (fault) throw faultError(fault);
  }
  return text;
};

/**
 * True when the text has an object that JSON may have made of another kind of value: `{}` (a `Map`), one whose first
 * name is `0` (a typed array), or one with the type `Buffer`.
 */
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
    // A toJSON or a getter of the value throws, or the value is nested too deeply. `cause` then gives the reason.
  }
  if (fault) return faultError(fault, cause);
  const reason = cause === undefined ? '' : `: ${reasonText(cause)}`;
  return streamError('PENSTOCK_NOT_JSON', `The value cannot be written as JSON${reason}.`, cause);
};

const faultError = ({ path, found }: Fault, cause?: unknown): Error =>
  streamError(
    'PENSTOCK_NOT_JSON',
    `Expected a value that JSON can hold${path === '' ? '' : ` at ${path}`}; got ${found}. ` +
      'Convert the value first, leave the field out, or use null.',
    cause,
  );

/** Finds the first part of a value that JSON cannot hold, in the order of `JSON.stringify`. */
const findFault = (given: unknown, key: string, path: string, parents: readonly unknown[]): Fault | undefined => {
  const value = plainOf(given, key);
  if (value === null && isInvalidTime(given)) return { path, found: 'an invalid date' };
  const kind = faultOf(value, parents);
  // A Buffer has a toJSON method, which makes an object of its bytes.
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
    // JSON.stringify leaves these members out.
    if (member === undefined || typeof member === 'function' || typeof member === 'symbol') continue;
    const fault = findFault(member, name, memberPath(path, name), within);
    if (fault) return fault;
  }
  return undefined;
};

const boxes = new Set(['[object Number]', '[object String]', '[object Boolean]', '[object BigInt]']);

/** The value that `JSON.stringify` writes in place of `value`: the result of its `toJSON`, or its primitive. */
const plainOf = (value: unknown, key: string): unknown => {
  const { toJSON } = (value ?? {}) as { readonly toJSON?: unknown };
  const plain = typeof toJSON === 'function' ? (toJSON.call(value, key) as unknown) : value;
  // Checks the tag, not the class: `new Number(NaN)` of another realm is not an instance of this realm's Number.
  return boxes.has(Object.prototype.toString.call(plain)) ? (plain as object).valueOf() : plain;
};

/** True for an invalid `Date`, and for the invalid dates of libraries, whose `valueOf` also returns NaN. */
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
  // Covers plain objects of another realm: their prototype is not `Object.prototype`, but it also has no prototype.
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
