import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sourceValues, toNumber } from '../../../src/reading/plan/source-values.ts';

describe('values of a document', () => {
  test.each([
    [{ close: 1.5 }, 'close', [1.5]],
    [{ close: '1.5' }, 'close', ['1.5']],
    [{ close: [1, [2, null], ''] }, 'close', [1, 2]],
    [{ close: null }, 'close', []],
    [{ close: '' }, 'close', []],
    [{}, 'close', []],
    [undefined, 'close', []],
    [{ price: { close: 1 } }, 'price.close', [1]],
    [{ 'price.close': 1 }, 'price.close', [1]],
    [{ 'price.close': 1, price: { close: 2 } }, 'price.close', [2, 1]],
    [{ price: [{ close: 1 }, { close: [2] }, { open: 3 }] }, 'price.close', [1, 2]],
    [{ a: { 'b.c': { d: 1 } } }, 'a.b.c.d', [1]],
    [{ price: 5 }, 'price.close', []],
    [{ close: { open: 1 } }, 'close', [{ open: 1 }]],
  ])('in %j at %s are %j', (source, path, values) => {
    expect(sourceValues(source, path)).toEqual(values);
  });

  test('do not include properties of the prototype', () => {
    expect(sourceValues({}, 'constructor.name')).toEqual([]);
  });
});

describe('a number', () => {
  test('is read back from JSON, as a number and as text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const { close } = JSON.parse(JSON.stringify({ close: number })) as { close: number };
        expect(toNumber(close)).toBe(close);
        expect(toNumber(String(close))).toBe(close);
      }),
    );
  });

  test.each([
    '',
    ' ',
    'NaN',
    'Infinity',
    '1f',
    '0x10',
    '1_000',
    '1,5',
    'true',
    '--1',
    '.',
    '1e',
    true,
    false,
    null,
    undefined,
    {},
    [1],
    NaN,
    Infinity,
    10n,
  ])('is not read from %s', (value) => {
    expect(toNumber(value)).toBeUndefined();
  });

  test.each([
    [' 1.5 ', 1.5],
    ['+1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['-1E3', -1_000],
  ])('is read from %j as %d', (text, number) => {
    expect(toNumber(text)).toBe(number);
  });
});
