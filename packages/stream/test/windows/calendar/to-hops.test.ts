import { expect, test } from 'vitest';
import type { Interval } from '../../../src/index.ts';
import { toHops } from '../../../src/windows/calendar/to-hops.ts';

const badOption = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' });

test.each<[Interval, Interval, string, number]>([
  ['5m', '1m', 'UTC', 5],
  ['1d', '1h', 'UTC', 24],
  ['1d', '1h', 'Etc/UTC', 24],
  ['4h', '1h', 'Europe/Berlin', 4],
  ['1w', '1d', 'Europe/Berlin', 7],
  ['12mo', '3mo', 'Europe/Berlin', 4],
  ['1y', '1q', 'Europe/Berlin', 4],
])('%s every %s in %s are %i', (interval, every, timeZone, hops) =>
  expect(toHops(interval, every, { timeZone })).toBe(hops),
);

test.each<[Interval, Interval, string]>([
  ['1m', '5m', 'UTC'],
  ['5m', '2m', 'UTC'],
  ['1mo', '1d', 'UTC'],
  ['1d', '1h', 'Europe/Berlin'],
])('refuses %s every %s in %s', (interval, every, timeZone) =>
  expect(() => toHops(interval, every, { timeZone })).toThrow(badOption),
);

test('refuses overlapping windows that are counted from the start of each day', () => {
  expect(() => toHops('130m', '65m', { origin: '09:30' })).toThrow(badOption);
  expect(toHops('65m', '65m', { origin: '09:30' })).toBe(1);
  expect(toHops('130m', '65m', { origin: 0 })).toBe(2);
});
