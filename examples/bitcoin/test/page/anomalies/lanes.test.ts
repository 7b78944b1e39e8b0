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

test('each cell has the number of its rows and their highest severity; both ends belong to the lanes', () => {
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

test('the cell of a single anomaly contains its time', () => {
  const [overall] = lanesOf([row(1_000, 'spike', 30)], 1_000, 1_000, 72);
  expect(overall!.cells.filter(({ count }) => count > 0)).toEqual([{ from: 1_000, to: 1_001, severity: 30, count: 1 }]);
});
