import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ndjson } from '../../src/index.ts';
import { collect, newFile } from '../scratch-files.ts';

const parse = (value: unknown): number => {
  if (typeof value === 'number') return value;
  throw new TypeError('expected a number');
};

describe('ndjson', () => {
  test('reads one value per line, with both kinds of line ends and none after the last', async () => {
    expect(await collect(ndjson(await newFile('1\n2\r\n\n  \n3'), { parse }))).toEqual([1, 2, 3]);
  });

  test('reads nothing from an empty file', async () => {
    expect(await collect(ndjson(await newFile(''), { parse }))).toEqual([]);
  });

  test('yields null and undefined if parse returns them', async () => {
    expect(await collect(ndjson(await newFile('null\n1\n'), { parse: (value) => value ?? undefined }))).toEqual([
      undefined,
      1,
    ]);
  });

  test('joins lines and characters that span chunks', async () => {
    const value = 'ü€😀'.repeat(30_000);
    const path = await newFile(`${JSON.stringify(value)}\n`.repeat(3));
    expect(await collect(ndjson(path, { parse: String }))).toEqual([value, value, value]);
  });

  test.each([
    ['is not JSON', '1\n{\n'],
    ['parse rejects', '1\n"x"\n'],
    ['is not UTF-8', Uint8Array.from([49, 10, 34, 255, 34, 10])],
  ])('names the line that %s', async (_, content) => {
    const path = await newFile(content);
    await expect(collect(ndjson(path, { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_LINE',
      message: expect.stringMatching(/ in line 2 of /),
      cause: expect.any(Error),
    });
  });

  test('keeps integers of more than 53 bits with bigIntegers', async () => {
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

  test('unpacks a gzip file', async () => {
    expect(await collect(ndjson(await newFile(Buffer.concat([gzipSync('1\n2'), gzipSync('0\n')])), { parse }))).toEqual(
      [1, 20],
    );
    await expect(collect(ndjson(await newFile(gzipSync('1\n2\n').subarray(0, -4)), { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_FILE_UNREADABLE',
    });
  });

  test('counts blank lines in the line number of an error', async () => {
    await expect(collect(ndjson(await newFile('\n\n{\n'), { parse }))).rejects.toThrow(/ in line 3 of /);
  });

  test('accepts a line of exactly maxLineBytes and rejects one byte more', async () => {
    expect(await collect(ndjson(await newFile('12345\r\n12345\n'), { parse, maxLineBytes: 5 }))).toEqual([
      12345, 12345,
    ]);
    await expect(collect(ndjson(await newFile('1\n123456\n'), { parse, maxLineBytes: 5 }))).rejects.toMatchObject({
      code: 'PENSTOCK_LINE_TOO_LONG',
      message: expect.stringContaining('line 2'),
    });
  });

  test('rejects a last line without a line end above the default limit of 1 MiB', async () => {
    await expect(collect(ndjson(await newFile('1'.repeat(2 ** 20 + 2)), { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_LINE_TOO_LONG',
    });
  });

  test.each([0, 1.5, Number.NaN])('rejects maxLineBytes %d when called', (maxLineBytes) => {
    expect(() => ndjson('x', { parse, maxLineBytes })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('reports a missing file', async () => {
    await expect(collect(ndjson(`${await newFile('')}-none`, { parse }))).rejects.toMatchObject({
      code: 'PENSTOCK_FILE_UNREADABLE',
    });
  });

  test('throws the reason of its signal, and reads the file again in the next iteration', async () => {
    const reason = new Error('enough');
    const path = await newFile('1\n2\n');
    await expect(collect(ndjson(path, { parse, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const source = ndjson(path, { parse });
    expect(source.name).toBe(path);
    for await (const _ of source) break;
    expect(await collect(source)).toEqual([1, 2]);
  });
});
