import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toJson } from '../src/internal/index.ts';

class Order {
  readonly #price: number;
  constructor(price: number) {
    this.#price = price;
  }
  get price() {
    return this.#price;
  }
}
const circular: { self?: unknown } = {};
circular.self = circular;
/** The invalid dates of some libraries have a valueOf of NaN and are null in JSON. */
const invalidMoment = { valueOf: () => NaN, toJSON: () => null };

describe('toJson refuses', () => {
  test.each([
    ['NaN', { close: NaN }, 'at close; got NaN'],
    ['Infinity in a list', { bars: [{ close: 1 }, { close: -Infinity }] }, 'at bars[1].close; got -Infinity'],
    ['a boxed NaN', { close: Object(NaN) }, 'at close; got NaN'],
    ['an invalid Date', { time: new Date(NaN) }, 'at time; got an invalid date'],
    ['an invalid date of a library', { time: invalidMoment }, 'at time; got an invalid date'],
    ['a typed array', { values: Float64Array.of(1, 2) }, 'at values; got an object of class Float64Array'],
    ['an empty typed array', { values: new Uint8Array(0) }, 'at values; got an object of class Uint8Array'],
    ['a Buffer', { key: Buffer.from('a') }, 'at key; got an object of class Buffer'],
    ['an ArrayBuffer', { key: new ArrayBuffer(8) }, 'at key; got an object of class ArrayBuffer'],
    ['a Map', { prices: new Map([['BTC', 1]]) }, 'at prices; got an object of class Map'],
    ['a Set', { 'last prices': new Set([1]) }, 'at ["last prices"]; got an object of class Set'],
    ['a promise', { close: Promise.resolve(1) }, 'at close; got an object of class Promise'],
    ['an error', { reason: new Error('no') }, 'at reason; got an object of class Error'],
    ['an object with only private fields', { order: new Order(1) }, 'at order; got an object of class Order'],
    ['undefined in a list', [1, undefined], 'at [1]; got undefined'],
    ['a hole in a list', { a: [1, , 3] }, 'at a[1]; got undefined'], // oxlint-disable-line no-sparse-arrays
    ['a function in a list', [() => 1], 'at [0]; got a function'],
    ['a symbol in a list', [Symbol('a')], 'at [0]; got a symbol'],
    ['a bigint', { id: 1n }, 'at id; got the bigint 1'],
    ['an object that contains itself', circular, 'at self; got an object that contains itself'],
    ['NaN that a toJSON returns', { a: { toJSON: () => NaN } }, 'at a; got NaN'],
    ['NaN after an allowed null', { open: null, close: NaN }, 'at close; got NaN'],
  ])('%s', (_, value, said) => {
    expect(() => toJson(value)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_NOT_JSON', message: expect.stringContaining(said) }),
    );
  });

  test.each([undefined, () => 1, Symbol('a'), NaN])('%s as the whole value', (value) => {
    expect(() => toJson(value)).toThrow(/^Expected a value that JSON can hold; got/);
  });

  test('a value whose toJSON throws, with the error as cause', () => {
    const cause = new Error('broken');
    const value = {
      toJSON: () => {
        throw cause;
      },
    };
    expect(() => toJson(value)).toThrow(
      expect.objectContaining({ cause, message: 'The value cannot be written as JSON: broken.' }),
    );
  });
});

describe('toJson writes', () => {
  test.each([
    ['null', { open: null }],
    ['text with the patterns that it searches for', { a: 'null', b: '{}', c: '{"0":1}', d: '"type":"Buffer"' }],
    ['empty objects and lists', { a: {}, b: [], c: Object.create(null) }],
    ['an object with the name 0', { 0: 1 }],
    ['an object that looks like a Buffer', { type: 'Buffer', data: [1] }],
    ['members without a value', { a: undefined, b: () => 1, c: null }],
    ['a valid date', { time: new Date(0), open: null }],
    ['one object in two places', [circular.self === circular, { a: [], b: null }]],
    ['a class with fields', Object.assign(new Order(1), { open: null })],
    ['a toJSON that returns null', { a: { toJSON: () => null } }],
  ])('%s as JSON.stringify does', (_, value) => {
    expect(toJson(value)).toBe(JSON.stringify(value));
  });

  test('any value of JSON, and the same value comes back', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(toJson(value)).toBe(JSON.stringify(value))));
  });

  test('no NaN, Infinity or array hole at any place', () => {
    const odd = fc.constantFrom<unknown>(NaN, Infinity, -Infinity, new Date(NaN), new Map(), new Uint8Array(2), 1n);
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.oneof(fc.nat(3), fc.string())), odd, (beside, path, value) => {
        const nested = path.reduceRight<unknown>(
          (inner, step) =>
            typeof step === 'number' ? [...Array(step).fill(beside), inner] : { [`k${step}`]: inner, beside },
          value,
        );
        expect(() => toJson(nested)).toThrow(expect.objectContaining({ code: 'PENSTOCK_NOT_JSON' }));
      }),
    );
  });
});
