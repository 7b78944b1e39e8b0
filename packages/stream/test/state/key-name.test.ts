import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordKey } from '../../src/index.ts';
import { keyOf, keyText, nameOf } from '../../src/state/key-name.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', '\0', '\0b', '\0bÈ', '\0t', '\uFEFFa', '\uFFFD'),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  text.map((part) => new TextEncoder().encode(part)),
  fc.constantFrom(new Uint8Array([0xef, 0xbb, 0xbf]), new Uint8Array([0xc8])),
);
const key: fc.Arbitrary<RecordKey> = fc.oneof(text, bytes);

const bytesOf = (of: RecordKey): string => Buffer.from(of as string).toString('hex');

describe('the name of a key', () => {
  test('is equal for two keys exactly when their bytes are equal', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(nameOf(one, 'o') === nameOf(other, 'o')).toBe(bytesOf(one) === bytesOf(other));
        expect(nameOf(one, 'o')).toBe(nameOf(Buffer.from(one as string), 'o'));
      }),
      { numRuns: 1_000 },
    );
  });

  test('gives back the bytes, or text exactly when they are UTF-8', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(key, (given) => {
        const back = keyOf(nameOf(given, 'o'))!;
        expect(bytesOf(back)).toBe(bytesOf(given));
        if (typeof back === 'string') expect(strict.decode(Buffer.from(given as string))).toBe(back);
        else expect(() => strict.decode(back)).toThrow();
      }),
      { numRuns: 1_000 },
    );
  });

  test('is the text itself, except for text that begins with NUL', () => {
    expect([nameOf('BTC', 'o'), nameOf('', 'o'), nameOf('a\0b', 'o')]).toEqual(['BTC', '', 'a\0b']);
  });

  test('differs for different lone surrogates, and for an empty key and no key', () => {
    const names = ['\ud800', '\ud801', '\uFFFD', '', null].map((each) => nameOf(each, 'o'));
    expect(new Set(names).size).toBe(5);
    expect(names.map(keyOf)).toEqual(['\ud800', '\ud801', '\uFFFD', '', null]);
  });

  test('is refused for a value that is not a key', () => {
    for (const key of [5, undefined]) {
      expect(() => nameOf(key as never, 'sums')).toThrow(
        expect.objectContaining({
          code: 'PENSTOCK_KEY_MISSING',
          message: expect.stringContaining('sums expected a key'),
        }),
      );
    }
  });

  test('is shown as text or as hexadecimal in a message', () => {
    expect([keyText(nameOf('a"b', 'o')), keyText(nameOf(new Uint8Array([0, 0xc8]), 'o'))]).toEqual([
      '"a\\"b"',
      '0x00c8',
    ]);
  });
});
