import type { TrailingOhlcv } from '@penstock/stream';
import { sourcesError } from '../errors.ts';

/** A value of the response and its path. */
export interface Field {
  readonly value: unknown;
  readonly path: string;
  readonly asset: string;
}

export const trailing = (field: Field): TrailingOhlcv => ({
  open: aboveZero(member(field, 'open')),
  high: aboveZero(member(field, 'high')),
  low: aboveZero(member(field, 'low')),
  close: aboveZero(member(field, 'close')),
  volume: atLeast(member(field, 'volume'), 0),
});

export const member = (field: Field, name: string): Field => {
  const { value, path, asset } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(field, 'an object');
  const at = path === '' ? name : `${path}.${name}`;
  return { value: Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined, path: at, asset };
};

/** Returns an item of a field that holds an array. */
export const item = ({ value, path, asset }: Field, index: number): Field => ({
  value: (value as readonly unknown[])[index],
  path: `${path}[${index}]`,
  asset,
});

export const orNull = <T>(field: Field, read: (field: Field) => T): T | null =>
  field.value === null ? null : read(field);

export const aboveZero = (field: Field): number => {
  const { value } = field;
  return typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : fail(field, 'a finite number above 0');
};

export const atLeast = (field: Field, least: number): number => {
  const { value } = field;
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  return fail(field, least === 0 ? 'a finite number of at least 0' : 'a finite number');
};

// RFC 3339 with up to nine decimals, as Messari sends it.
const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

export const instant = (field: Field): number => {
  const [, seconds, fraction = '', zone] = (typeof field.value === 'string' && timestamp.exec(field.value)) || [];
  // ECMAScript requires engines to parse three decimals, not more.
  const time = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(time) ? fail(field, 'an instant such as 2020-10-16T21:56:41.346Z') : time;
};

export const fail = ({ value, path, asset }: Field, expected: string): never => {
  const where = path === '' ? 'at the top' : `at ${path}`;
  throw sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected ${expected} ${where} of Messari's response for ${asset}; got ${describe(value)}.`,
  );
};

// Do not repeat a string, because a response may echo the request, including the key.
const describe = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
};
