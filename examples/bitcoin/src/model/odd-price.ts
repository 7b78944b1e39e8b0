import type { AnomalyKind, AnomalyVerdict } from '@penstock/forecast';

/** A price that stood out from those before it. */
export interface OddPrice extends Pick<AnomalyVerdict, 'actual' | 'typical' | 'lower' | 'upper' | 'severity'> {
  readonly direction: 'higher' | 'lower';
  readonly kind: AnomalyKind;
  /** How many times the price is higher or lower than what is typical, at least 1. */
  readonly factor: number;
  /** Whether it raised an alarm: the first grave price of an incident, or one that made it graver. */
  readonly alarm: boolean;
}

// Where Elastic's band of minor anomalies begins.
const leastSeverity = 25;

/**
 * What a verdict on the logarithm of a price says of the price; `undefined` where it did not stand out by itself.
 * `alarm` is the severity from which the detector raises alarms.
 */
export const oddPrice = (verdict: AnomalyVerdict, alarm: number): OddPrice | undefined => {
  const { kind, evidence, severity } = verdict;
  if (kind === null || evidence < leastSeverity) return undefined;
  const [actual, typical] = [Math.exp(verdict.actual), Math.exp(verdict.typical)];
  return {
    actual,
    typical,
    lower: Math.exp(verdict.lower),
    upper: Math.exp(verdict.upper),
    severity: evidence,
    direction: actual > typical ? 'higher' : 'lower',
    kind,
    factor: Math.max(actual / typical, typical / actual),
    alarm: severity >= alarm,
  };
};
