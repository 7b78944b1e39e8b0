import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decoderOf } from '../../../src/kafka/record/decode.ts';

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return fatal.decode(bytes);
  } catch {
    return undefined;
  }
};

describe("decode: 'string'", () => {
  const decode = decoderOf('string');
  const decoded = (bytes: Buffer): unknown => {
    try {
      return decode(bytes);
    } catch (error) {
      expect(error).toMatchObject({ code: 'PENSTOCK_UNDECODABLE' });
      return undefined;
    }
  };

  test('reads valid UTF-8, as a strict decoder does, and rejects other bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((string) => Buffer.from(string));
    const other = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(fc.oneof(text, other), { maxLength: 3 }), (parts) => {
        const bytes = Buffer.concat(parts);
        expect(decoded(bytes)).toBe(textOf(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test('reads the replacement character U+FFFD if it was sent', () => {
    expect(decode(Buffer.from('a\uFFFDb'))).toBe('a\uFFFDb');
    expect(() => decode(Buffer.from([0x61, 0xff, 0x62]))).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_UNDECODABLE' }),
    );
  });
});

describe('bigIntegers', () => {
  const bytes = Buffer.from('{"id":9007199254740993,"size":2}');
  const anything = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;

  test('keeps integers of more than 53 bits in JSON, also before a schema sees them', () => {
    expect(decoderOf('json')(bytes)).toEqual({ id: 9_007_199_254_740_992, size: 2 });
    expect(decoderOf('json', 'string')(bytes)).toEqual({ id: '9007199254740993', size: 2 });
    expect(decoderOf(anything, 'bigint')(bytes)).toEqual({ id: 9_007_199_254_740_993n, size: 2 });
  });

  test('rejects invalid JSON', () => {
    const broken = Buffer.from('{"id":9007199254740993');
    expect(() => decoderOf('json', 'string')(broken)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_UNDECODABLE' }),
    );
  });

  test.each(['string', 'bytes', () => 1] as const)('is rejected with decode %s, which does not read JSON', (decode) => {
    expect(() => decoderOf(decode, 'string')).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
