import { expect, test } from 'vitest';
import type { AnomalyRow } from '../../../src/board/api.ts';
import { lanesOf } from '../../../page/anomalies/lanes.ts';

const row = (time: number, kind: string, severity: number): AnomalyRow => ({
  time,
  kind,
  severity,
  actual: 2,
  typical: 1,
  lower: 0,
  upper: 1,
  direction: 'higher',
  description: '2.00x higher',
  factor: 2,
  alarm: false,
});

test('each cell has the count and the gravest of its rows; both ends belong to the lanes', () => {
  const lanes = lanesOf([row(0, 'spike', 30), row(10, 'spike', 60), row(99, 'dip', 80)], 0, 99, 4);
  expect(lanes.map(({ name }) => name)).toEqual(['Overall', 'dip', 'spike']);
  expect(lanes[0]!.cells).toEqual([
    { from: 0, to: 25, severity: 60, count: 2 },
    { from: 25, to: 50, severity: null, count: 0 },
    { from: 50, to: 75, severity: null, count: 0 },
    { from: 75, to: 100, severity: 80, count: 1 },
  ]);
  expect(lanes[1]!.cells.map(({ count }) => count)).toEqual([0, 0, 0, 1]);
});
