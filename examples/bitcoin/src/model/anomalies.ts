import { detectAnomalies } from '@penstock/forecast';
import type { AnomalyVerdict } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { dayOf } from '../prices/document.ts';

/** A day whose close stood out from those before it. */
export interface OddDay extends Pick<AnomalyVerdict, 'actual' | 'typical' | 'lower' | 'upper' | 'severity'> {
  /** Such as `2020-03-12`. */
  readonly date: string;
  readonly direction: 'higher' | 'lower';
}

/**
 * The days that stand out, in order of time. Prices are judged by their logarithms, so that a change of a tenth counts
 * alike at 400 and at 40,000 dollars.
 */
export const oddDays = ({ times, values }: Series): readonly OddDay[] =>
  detectAnomalies({ times, values: values.map(Math.log) }).anomalies.map(
    ({ time, actual, typical, lower, upper, severity, direction }) => ({
      date: dayOf(time),
      actual: Math.exp(actual),
      typical: Math.exp(typical),
      lower: Math.exp(lower),
      upper: Math.exp(upper),
      severity,
      direction: direction ?? (actual > typical ? 'higher' : 'lower'),
    }),
  );

/** The gravest of them, in decreasing order of severity. */
export const gravest = (days: readonly OddDay[], most: number): readonly OddDay[] =>
  days.toSorted((a, b) => b.severity - a.severity).slice(0, most);
