import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ndjson } from '../../src/index.ts';
import { collect, newFile } from '../scratch-files.ts';

const parse = (value: unknown): number => {
  if (typeof value === 'number') return value;
  throw new TypeError('expected a number');
};

describe('ndjson', () => {
  test('reads one value a line, with either line end and without the last', async () => {
    expect(await collect(ndjson(await newFile('1\n2\r\n\n  \n3'), { parse }))).toEqual([1, 2, 3]);
  });

  test('reads nothing from an empty file', async () => {
    expect(await collect(ndjson(await newFile(''), { parse }))).toEqual([]);
  });

  test('keeps null and undefined that the parser gives', async () => {
    expect(await collect(ndjson(await newFile('null\n1\n'), { parse: (value) => value ?? undefined }))).toEqual([
      undefined,
      1,
    ]);
  });

  test('joins lines and characters that are split between chunks', async () => {
    const value = 'ü€😀'.repeat(30_000);
    const path = await newFile(`${JSON.stringify(value)}\n`.repeat(3));
    expect(await collect(ndjson(path, { parse: String }))).toEqual([value, value, value]);
  });

  test.each([
    ['is not JSON', '1\n{\n'],
    ['the parser refuses', '1\n"x"\n'],
    ['is not UTF-8', Uint8Array.from([49, 10, 34, 255, 34, 10])],
  ])('names the line that %s', async (_, content) => {
    const path = await newFile(content);
    await expect(collect(ndjson(path, { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_LINE',
      message: expect.stringMatching(/^Line 2 of /),
      cause: expect.any(Error),
    });
  });

  test('keeps integers of more than 53 bits where it is told to', async () => {
    const path = await newFile('{"id":9007199254740993}\n{"id":7}\n');
    const ids = async (bigIntegers?: 'string' | 'bigint') =>
      (
        await collect(ndjson(path, { parse: (value) => value as { id: unknown }, ...(bigIntegers && { bigIntegers }) }))
      ).map(({ id }) => id);
    expect(await ids()).toEqual([9_007_199_254_740_992, 7]);
    expect(await ids('string')).toEqual(['9007199254740993', 7]);
    expect(await ids('bigint')).toEqual([9_007_199_254_740_993n, 7]);
    expect(() => ndjson(path, { parse, bigIntegers: 'number' as 'string' })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('unpacks a file that is gzip', async () => {
    expect(await collect(ndjson(await newFile(Buffer.concat([gzipSync('1\n2'), gzipSync('0\n')])), { parse }))).toEqual(
      [1, 20],
    );
    await expect(collect(ndjson(await newFile(gzipSync('1\n2\n').subarray(0, -4)), { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_FILE_UNREADABLE',
    });
  });

  test('counts blank lines when it names one', async () => {
    await expect(collect(ndjson(await newFile('\n\n{\n'), { parse }))).rejects.toThrow(/^Line 3 of /);
  });

  test('accepts a line of exactly the bound and refuses one byte more', async () => {
    expect(await collect(ndjson(await newFile('12345\r\n12345\n'), { parse, maxLineBytes: 5 }))).toEqual([
      12345, 12345,
    ]);
    await expect(collect(ndjson(await newFile('1\n123456\n'), { parse, maxLineBytes: 5 }))).rejects.toMatchObject({
      code: 'PENSTOCK_LINE_TOO_LONG',
      message: expect.stringContaining('line 2'),
    });
  });

  test('refuses a last line without end above the default bound of 1 MiB', async () => {
    await expect(collect(ndjson(await newFile('1'.repeat(2 ** 20 + 2)), { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_LINE_TOO_LONG',
    });
  });

  test.each([0, 1.5, Number.NaN])('refuses a bound of %d when it is made', (maxLineBytes) => {
    expect(() => ndjson('x', { parse, maxLineBytes })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('reports a file that is not there', async () => {
    await expect(collect(ndjson(`${await newFile('')}-none`, { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_FILE_UNREADABLE',
    });
  });

  test('throws the reason of its signal, and reads anew on the next iteration', async () => {
    const reason = new Error('enough');
    const path = await newFile('1\n2\n');
    await expect(collect(ndjson(path, { parse, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const source = ndjson(path, { parse });
    expect(source.name).toBe(path);
    for await (const _ of source) break;
    expect(await collect(source)).toEqual([1, 2]);
  });
});
