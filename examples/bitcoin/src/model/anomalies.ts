import { detectAnomalies } from '@penstock/forecast';
import type { Anomaly } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { dayOf } from '../prices/document.ts';
import { ifLongEnough } from './if-long-enough.ts';

/** A day whose close stood out from those before it. */
export interface OddDay extends Pick<Anomaly, 'actual' | 'typical' | 'lower' | 'upper' | 'severity' | 'direction'> {
  /** Such as `2020-03-12`. */
  readonly date: string;
}

/** The days that stand out, in order of time; none where there are too few to say. */
export const oddDays = (closes: Series): readonly OddDay[] =>
  ifLongEnough(
    () => detectAnomalies(closes).anomalies.map(({ time, ...day }) => ({ date: dayOf(time), ...day })),
    () => [],
  );

/** The gravest of them, in decreasing order of severity. */
export const gravest = (days: readonly OddDay[], most: number): readonly OddDay[] =>
  days.toSorted((a, b) => b.severity - a.severity).slice(0, most);
