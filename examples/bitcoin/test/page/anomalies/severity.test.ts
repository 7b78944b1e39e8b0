import { expect, test } from 'vitest';
import { severityOf } from '../../../page/anomalies/severity.ts';

test('bands begin where those of Elastic do', () => {
  expect([0, 24.9, 25, 49.9, 50, 74.9, 75, 100].map(severityOf)).toEqual([
    'warning',
    'warning',
    'minor',
    'minor',
    'major',
    'major',
    'critical',
    'critical',
  ]);
});
