import { expect, test } from 'vitest';
import type { OddDay } from '../../src/model/anomalies.ts';
import { anomalyText } from '../../src/output/anomaly-text.ts';

const day = (date: string, severity: number): OddDay => ({
  date,
  severity,
  actual: 4_970.788,
  typical: 7_911.43,
  lower: 7_000,
  upper: 9_000,
  direction: 'lower',
  kind: 'dip',
  description: '1.59x lower',
  factor: 1.6,
  alarm: severity >= 50,
});

test('the table has a header and the most severe days in order', () => {
  expect(anomalyText([day('2020-03-12', 84.6), day('2020-03-13', 30), day('2015-01-14', 61)], 2).split('\n')).toEqual([
    'Days whose close stood out: 3, with 2 alarms; the most severe:',
    ' time           severity      description        actual       typical   kind',
    ' 2020-03-12           85      1.59x lower       4970.79       7911.43   dip',
    ' 2015-01-14           61      1.59x lower       4970.79       7911.43   dip',
  ]);
});

test('says so when there are no anomalies', () => {
  expect(anomalyText([], 30)).toBe('Days whose close stood out: 0, with 0 alarms');
});
