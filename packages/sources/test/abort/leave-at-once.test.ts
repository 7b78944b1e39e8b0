import { describe, expect, test } from 'vitest';
import { csv, ndjson, number } from '../../src/index.ts';
import { newStalledFile } from '../scratch-files.ts';

const numbers = Array.from({ length: 20 }, (_, n) => n);
const sources = [
  [
    'csv',
    `n\n${numbers.join('\n')}\n`,
    (path: string, signal?: AbortSignal) => csv(path, { columns: { n: number }, ...(signal && { signal }) }),
  ],
  [
    'ndjson',
    numbers.map((n) => `{"n":${n}}\n`).join(''),
    (path: string, signal?: AbortSignal) =>
      ndjson(path, { parse: (value) => value as { n: number }, ...(signal && { signal }) }),
  ],
] as const;

/** Reads to the end and returns the number of values. */
const readOn = async (values: AsyncIterator<unknown>): Promise<number> => {
  let count = 0;
  while (!(await values.next()).done) count += 1;
  return count;
};

// Windows has no named pipes in its file system.
if (process.platform !== 'win32')
  describe.each(sources)('%s, when a read of the file stalls', (_, content, open) => {
    test('ends immediately when the reader stops', async () => {
      const values = open(await newStalledFile(content))[Symbol.asyncIterator]();
      expect(await values.next()).toEqual({ done: false, value: { n: 0 } });
      const waiting = readOn(values);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await values.return!()).toEqual({ done: true, value: undefined });
      expect(await waiting).toBeGreaterThan(10);
    });

    test('throws the reason of its signal immediately', async () => {
      const stop = new AbortController();
      const reason = new Error('enough');
      const values = open(await newStalledFile(content), stop.signal)[Symbol.asyncIterator]();
      const waiting = readOn(values);
      setTimeout(() => stop.abort(reason), 20);
      await expect(waiting).rejects.toBe(reason);
    });
  });
