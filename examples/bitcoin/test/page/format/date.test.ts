import { expect, test } from 'vitest';
import { barTime, span } from '../../../page/format/date.ts';

const noon = Date.UTC(2014, 4, 17, 12, 5, 9);

test('the start of a bar has the minute or second where bars are that narrow', () => {
  expect((['1d', '1m', '1s'] as const).map((interval) => barTime(interval, noon))).toEqual([
    '17 May 2014',
    '17 May 2014, 12:05',
    '17 May 2014, 12:05:09',
  ]);
});

test('a span of minutes has the time of day, one of days does not', () => {
  const day = 86_400_000;
  const start = Date.UTC(2014, 4, 17);
  expect(span(start, start + 2 * day)).toBe('17 May 2014 to 18 May 2014');
  expect(span(noon, noon + 20 * 60_000)).toBe('17 May 2014, 12:05 to 17 May 2014, 12:25');
});
