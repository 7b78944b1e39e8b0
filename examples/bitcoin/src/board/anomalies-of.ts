import type { AnomalyDay } from '../dashboard/anomaly-documents.ts';
import type { Anomalies } from './api.ts';

/** The answer of `/api/anomalies` for days. The documents come in order of time. */
export const anomaliesOf = (days: readonly AnomalyDay[]): Anomalies => ({
  interval: '1d',
  rows: days
    .map(({ Date: day, severity, actual, typical, lower, upper, direction, kind, description, factor, alarm }) => ({
      time: Date.parse(day),
      severity,
      actual,
      typical,
      lower,
      upper,
      direction,
      kind,
      description,
      // Documents of an earlier version have no factor.
      factor: factor ?? null,
      alarm,
    }))
    .toReversed(),
});
