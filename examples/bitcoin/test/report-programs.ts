import { readFile, writeFile } from 'node:fs/promises';

/** The text of a program of the example. */
export const sourceOf = (name: string): Promise<string> => readFile(new URL(`../src/${name}`, import.meta.url), 'utf8');

/** The time of the day with this number, from 0; the report's first day is 2014-09-17. */
export const dayTime = (n: number): number => Date.UTC(2014, 8, 17) + n * 86_400_000;

/** Writes a CSV file of `count` daily candles from the report's first day on; resolves with their closes. */
export const writeCandles = async (path: string, count: number): Promise<readonly number[]> => {
  const closes = Array.from({ length: count }, (_, n) => 1_000 + 50 * Math.sin(n / 5) + n / 3);
  const rows = closes.map((close, n) => {
    const day = new Date(dayTime(n)).toISOString().slice(0, 10);
    return [day, close - 1, close + 5, close - 5, close, close, 100 + n].join(',');
  });
  await writeFile(path, `Date,Open,High,Low,Close,Adj Close,Volume\n${rows.join('\n')}\n`);
  return closes;
};
