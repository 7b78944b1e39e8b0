import { expect, test } from 'vitest';
import { plain } from '../../src/output/paint.ts';
import { weekLines } from '../../src/output/week-text.ts';

const day = (date: string, mean: number, half80: number, half95: number) => ({
  date,
  mean,
  lower80: mean - half80,
  upper80: mean + half80,
  lower95: mean - half95,
  upper95: mean + half95,
});

test('draws forecast and bands on one scale from the lowest bound to the highest', () => {
  // 29 columns for 29 dollars: a column is a dollar.
  expect(weekLines([day('2023-01-11', 114.5, 2, 4.5), day('2023-01-12', 114.5, 7.5, 14.5)], plain)).toEqual([
    'day          close  95 % from      to   100                        129',
    '2023-01-11  114.50     110.00  119.00             ···━━●━━··',
    '2023-01-12  114.50     100.00  129.00   ·······━━━━━━━━●━━━━━━━·······',
    'Drawn: the forecast ●, its 80 % band ━, its 95 % band ·',
  ]);
});

test('lists the days alone when there are no bands', () => {
  const none = { lower80: null, upper80: null, lower95: null, upper95: null };
  expect(weekLines([{ date: '2023-01-11', mean: 114.5, ...none }], plain)).toEqual([
    'day          close',
    '2023-01-11  114.50',
  ]);
});
