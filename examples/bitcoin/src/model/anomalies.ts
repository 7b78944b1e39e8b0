import { AnomalyDetector } from '@penstock/forecast';
import type { AnomalyKind, AnomalyVerdict } from '@penstock/forecast';
import type { Series } from '@penstock/stream';
import { dayOf } from '../prices/document.ts';

/** A day whose close stood out from those before it. */
export interface OddDay extends Pick<AnomalyVerdict, 'actual' | 'typical' | 'lower' | 'upper' | 'severity'> {
  /** Such as `2020-03-12`. */
  readonly date: string;
  readonly direction: 'higher' | 'lower';
  readonly kind: AnomalyKind;
  /** Such as `1.60x lower`. */
  readonly description: string;
  /** How many times the close is higher or lower than what is typical, at least 1. */
  readonly factor: number;
  /** Whether it raised an alarm: the first grave day of an incident, or one that made it graver. */
  readonly alarm: boolean;
}

// Where Elastic's band of minor anomalies begins.
const leastSeverity = 25;

/**
 * The days that stand out each by itself, in order of time. Prices are judged by their logarithms, so that a change of
 * a tenth counts alike at 400 and at 40,000 dollars.
 */
export const oddDays = ({ times, values }: Series): readonly OddDay[] => {
  const detector = new AnomalyDetector();
  return Array.from(times, (time, row) => detector.add({ time, value: Math.log(values[row]!) })).flatMap((verdict) =>
    verdict && verdict.kind !== null && verdict.evidence >= leastSeverity
      ? [oddDayOf(verdict, verdict.kind, verdict.severity >= detector.alarm)]
      : [],
  );
};

const oddDayOf = (verdict: AnomalyVerdict, kind: AnomalyKind, alarm: boolean): OddDay => {
  const [actual, typical] = [Math.exp(verdict.actual), Math.exp(verdict.typical)];
  const direction = actual > typical ? 'higher' : 'lower';
  const factor = Math.max(actual / typical, typical / actual);
  return {
    date: dayOf(verdict.time),
    actual,
    typical,
    lower: Math.exp(verdict.lower),
    upper: Math.exp(verdict.upper),
    severity: verdict.evidence,
    direction,
    kind,
    description: `${factor.toFixed(2)}x ${direction}`,
    factor,
    alarm,
  };
};

/** The gravest of them, in decreasing order of severity. */
export const gravest = (days: readonly OddDay[], most: number): readonly OddDay[] =>
  days.toSorted((a, b) => b.severity - a.severity).slice(0, most);
