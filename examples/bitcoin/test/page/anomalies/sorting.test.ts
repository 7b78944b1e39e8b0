import { expect, test } from 'vitest';
import type { AnomalyRow } from '../../../src/board/api.ts';
import { carriedOver, everything, filtered, sorted } from '../../../page/anomalies/sorting.ts';

const row = (time: number, more: Partial<AnomalyRow> = {}): AnomalyRow => ({
  time,
  kind: 'spike',
  severity: 60,
  actual: 2,
  typical: 1,
  lower: 0,
  upper: 1,
  direction: 'higher',
  description: '2.00x higher',
  factor: 2,
  alarm: false,
  ...more,
});

test('rows without the value come last in both directions', () => {
  const rows = [row(1, { factor: null }), row(2, { factor: 3 }), row(3, { factor: 1.5 })];
  const times = (direction: 'ascending' | 'descending') =>
    sorted(rows, { key: 'factor', direction }).map(({ time }) => time);
  expect(times('ascending')).toEqual([3, 2, 1]);
  expect(times('descending')).toEqual([2, 3, 1]);
});

test('kinds are sorted as text', () => {
  const rows = [row(1, { kind: 'trend' }), row(2, { kind: 'dip' })];
  expect(sorted(rows, { key: 'kind', direction: 'ascending' }).map(({ time }) => time)).toEqual([2, 1]);
});

test('a filter compares text, severity, kind and time; the end of the time is excluded', () => {
  const march = Date.UTC(2020, 2, 12);
  const rows = [row(march, { severity: 83, kind: 'dip' }), row(march + 86_400_000, { severity: 30 })];
  const left = (change: Partial<typeof everything>) =>
    filtered(rows, { ...everything, ...change }).map(({ severity }) => severity);
  expect(left({})).toEqual([83, 30]);
  expect(left({ text: ' 2020-03-13' })).toEqual([30]);
  expect(left({ text: 'DIP' })).toEqual([83]);
  expect(left({ least: 'critical' })).toEqual([83]);
  expect(left({ kind: 'spike' })).toEqual([30]);
  expect(left({ span: { from: march, to: march + 86_400_000 } })).toEqual([83]);
});

test('a filter is kept for newer rows, without a kind that is gone and without a span of bars of another width', () => {
  const filter = { ...everything, text: 'higher', kind: 'spike', span: { from: 0, to: 86_400_000 } };
  const days = { interval: '1d', rows: [row(1)] } as const;
  expect(carriedOver(filter, days, days)).toEqual(filter);
  expect(carriedOver(filter, days, { ...days, rows: [row(1, { kind: 'dip' })] })).toEqual({
    ...filter,
    kind: undefined,
  });
  expect(carriedOver(filter, days, { interval: '1m', rows: [row(1)] })).toEqual({ ...filter, span: undefined });
});
