import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonParser } from '../../src/record/json-parser.ts';

const id = '9007199254740993';

/** Replaces each bigint in a value by the nearest number. */
const rounded = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, rounded(field)]));
};

describe('jsonParser', () => {
  test('rounds integers of more than 53 bits as JSON.parse does, unless bigIntegers keeps them', () => {
    const text = `{"id":${id},"ids":[-${id},1]}`;
    expect(jsonParser(undefined)(text)).toEqual({ id: 9_007_199_254_740_992, ids: [-9_007_199_254_740_992, 1] });
    expect(jsonParser('string')(text)).toEqual({ id, ids: [`-${id}`, 1] });
    expect(jsonParser('bigint')(text)).toEqual({ id: BigInt(id), ids: [-BigInt(id), 1] });
  });

  test.each([
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', '9007199254740992'],
    ['-9007199254740991', -9_007_199_254_740_991],
    ['18446744073709551615', '18446744073709551615'],
    ['0.12345678901234567890', 0.123_456_789_012_345_68],
    ['1234567890123456789.5', 1_234_567_890_123_456_800],
    ['1e300', 1e300],
    ['12345678901234567890e0', 12_345_678_901_234_567_000],
    ['-0', -0],
    [`"${id}"`, id],
  ])('reads %s', (text, value) => {
    // A number of 16 digits beside it, so that the text is not simply passed to JSON.parse.
    expect(jsonParser('string')(`[1234567890123456,${text}]`)).toEqual([1_234_567_890_123_456, value]);
  });

  const texts = [
    `{"__proto__":{"a":1},"id":${id}}`,
    `{"constructor":1,"hasOwnProperty":${id}}`,
    `{"a":1,"b":2,"a":${id}}`,
    ` [\n\t${id}\r] `,
    `["\\u0000\\ud83d\\ude00\\ud800\\/","${id}"]`,
    `"\u007f${id}"`,
  ];
  test.each(texts)('otherwise returns the same as JSON.parse: %j', (text) => {
    const value = rounded(jsonParser('bigint')(text));
    expect(value).toStrictEqual(JSON.parse(text));
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
  });

  test.each([
    `{${id}:1}`,
    `0${id}`,
    `[${id},]`,
    `${id} ${id}`,
    `+${id}`,
    `{"a":${id}`,
    `${id}.`,
    `"\t${id}"`,
    `'${id}'`,
    `NaN${id}`,
    '',
    '{',
  ])('rejects what JSON.parse rejects: %j', (text) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(() => jsonParser('bigint')(text)).toThrow(SyntaxError);
  });

  test('returns the same as JSON.parse for any JSON, after bigints are rounded', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // A number of 16 digits beside it, so that the text is not simply passed to JSON.parse.
        const text = JSON.stringify([value, id]);
        expect(rounded(jsonParser('bigint')(text))).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  test('keeps every 64-bit integer', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (ids) => {
        const text = `[${ids.join(',')}]`;
        expect((jsonParser('bigint')(text) as (number | bigint)[]).map(BigInt)).toEqual(ids);
        expect((jsonParser('string')(text) as (number | string)[]).map(String)).toEqual(ids.map(String));
      }),
    );
  });

  test.each(['number', 'toString', null])('rejects the option %j', (bigIntegers) => {
    expect(() => jsonParser(bigIntegers as 'string')).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
