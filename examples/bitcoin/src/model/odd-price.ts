import type { AnomalyKind, AnomalyVerdict } from '@penstock/forecast';

/** An anomaly: a price that stands out from those before it. */
export interface OddPrice extends Pick<AnomalyVerdict, 'actual' | 'typical' | 'lower' | 'upper' | 'severity'> {
  readonly direction: 'higher' | 'lower';
  readonly kind: AnomalyKind;
  /** How many times the price is higher or lower than the typical one, at least 1. */
  readonly factor: number;
  /** Whether it raised an alarm: it is the first severe price of an incident, or more severe than those before it. */
  readonly alarm: boolean;
}

// The least severity of a minor anomaly in Elastic's bands.
const leastSeverity = 25;

/**
 * Converts a verdict on the logarithm of a price to one on the price; `undefined` if the price did not stand out by
 * itself. `alarm` is the severity from which the detector raises alarms.
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
