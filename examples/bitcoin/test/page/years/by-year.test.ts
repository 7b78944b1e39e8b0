import { expect, test } from 'vitest';
import { byYear, sinceStart } from '../../../page/years/by-year.ts';

test('the days of all years are at the same days of a leap year', () => {
  const times = [Date.UTC(2019, 11, 31), Date.UTC(2020, 0, 1), Date.UTC(2020, 1, 29)];
  const none = [null, null, null];
  expect(byYear({ interval: '1d', times, open: none, high: none, low: none, close: [1, 2, 3], volume: none })).toEqual([
    { year: 2019, times: [Date.UTC(2000, 11, 31)], closes: [1] },
    { year: 2020, times: [Date.UTC(2000, 0, 1), Date.UTC(2000, 1, 29)], closes: [2, 3] },
  ]);
});

test('changes are shares of the first close', () => {
  expect(sinceStart([200, 300, 100])).toEqual([0, 0.5, -0.5]);
});
