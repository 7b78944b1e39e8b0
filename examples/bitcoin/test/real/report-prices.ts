import { writeFile } from 'node:fs/promises';

/** The number of days of the report's prices, from 2014-09-17 to 2023-01-10. */
export const days = 3_038;

const dayMs = 86_400_000;

/** The day of a row, from row 0. */
export const dayAt = (index: number): string =>
  new Date(Date.UTC(2014, 8, 17) + index * dayMs).toISOString().slice(0, 10);

/** The close of a row. */
export const closeAt = (index: number): number => 400 + index;

/** Writes prices for the report's days, whose closes can be summed in the head. */
export const writeReportPrices = async (path: string): Promise<void> => {
  const rows = Array.from({ length: days }, (_, index) => {
    const close = closeAt(index);
    return [dayAt(index), close - 1, close + 5, close - 5, close, close, 100 + index].join(',');
  });
  await writeFile(path, `Date,Open,High,Low,Close,Adj Close,Volume\n${rows.join('\n')}\n`);
};
