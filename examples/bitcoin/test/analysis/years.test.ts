import { expect, test } from 'vitest';
import { yearByYear } from '../../src/analysis/years.ts';
import type { DailyPrice } from '../../src/prices/document.ts';

const row = (
  date: string,
  open: number | null,
  high: number | null,
  low: number | null,
  close: number,
): DailyPrice => ({
  time: Date.parse(date),
  open,
  high,
  low,
  close,
  volume: null,
});

const rows = [
  row('2020-12-30', 10, 15, 8, 12),
  row('2020-12-31', 12, 14, 9, 14),
  row('2021-01-01', 14, 30, 13, 20),
  row('2021-02-01', 20, 25, 5, 10),
];

test('gives each year by its months, and all years', () => {
  const [of2020, of2021, overall] = yearByYear(rows);
  const december = { days: 2, meanOpen: 11, meanClose: 13, highest: 15, lowest: 8 };
  expect(of2020).toMatchObject({ period: '2020', ...december, months: [{ month: '2020-12', ...december }] });
  expect(of2021).toMatchObject({
    period: '2021',
    days: 2,
    months: [
      { month: '2021-01', days: 1, meanOpen: 14, meanClose: 20, highest: 30, lowest: 13 },
      { month: '2021-02', days: 1, meanOpen: 20, meanClose: 10, highest: 25, lowest: 5 },
    ],
  });
  expect(overall).toMatchObject({ period: 'overall', days: 4, meanOpen: 14, meanClose: 14, highest: 30, lowest: 5 });
  expect(overall!.months.map(({ month }) => month)).toEqual(['2020-12', '2021-01', '2021-02']);
});

test('keeps the four prices of each day as lines', () => {
  expect(yearByYear(rows)[0]!.lines).toEqual([
    { date: '2020-12-30', open: 10, close: 12, high: 15, low: 8 },
    { date: '2020-12-31', open: 12, close: 14, high: 14, low: 9 },
  ]);
});

test('uses only the days that have a figure, and is null if no day has one', () => {
  expect(yearByYear([row('2020-01-01', null, null, null, 3), row('2020-01-02', 5, null, null, 5)])[0]).toMatchObject({
    days: 2,
    meanOpen: 5,
    meanClose: 4,
    highest: null,
    lowest: null,
  });
});
