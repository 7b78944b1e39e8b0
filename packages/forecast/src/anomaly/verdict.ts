import type { AnomalyKind } from './kind.ts';
import { kinds } from './kind.ts';

/** Neighbouring odd rows, as far as they are known. */
export interface AnomalyIncident {
  /** Time of the row that raised the alarm, of the gravest row, and of the latest one as grave as an alarm. */
  readonly beginning: number;
  readonly peak: number;
  readonly end: number;
  /** Of the gravest row, as all that follows: 0 to 100. */
  readonly severity: number;
  readonly kind: AnomalyKind;
  readonly direction: 'higher' | 'lower';
  readonly actual: number;
  readonly typical: number;
  readonly description: string;
}

/** What is said of one row, by the rows before it. */
export interface AnomalyVerdict {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** The value, in the unit of the series, as the next three. */
  readonly actual: number;
  /** What the value was expected to be. */
  readonly typical: number;
  /**
   * A value beyond the bounds would be a major anomaly by itself. Before row 130, and in the 100 rows after a season is
   * first used, too few errors are known for that, and the bounds are five standard deviations of errors away.
   */
  readonly lower: number;
  readonly upper: number;
  /**
   * How often a row of this series would show as much, 0 to 1, by the tail of the statistic that stands out most, times
   * the number of tails.
   */
  readonly probability: number;
  /** 0 to 100; 0 within an incident after its alarm, see the option `silence`. */
  readonly severity: number;
  /** The severity that the row has by itself, also within an incident. */
  readonly evidence: number;
  /** Whether what stands out is too high or too low; `null` below the band of warnings. */
  readonly direction: 'higher' | 'lower' | null;
  /** What stands out; `null` below the band of warnings. */
  readonly kind: AnomalyKind | null;
  /** `actual` in units of `typical`, or the other way round where it is lower; `null` for 0 and other signs. */
  readonly factor: number | null;
  /** Such as `1.4x higher`; `3.5 higher` of values that are not above 0, or that differ by less than 5 percent. */
  readonly description: string;
  /** The incident that the row belongs to. */
  readonly incident: AnomalyIncident | null;
}

const factorOf = (actual: number, typical: number): number | null => {
  if (!(actual * typical > 0)) return null;
  const ratio = Math.abs(actual / typical);
  return ratio >= 1 ? ratio : 1 / ratio;
};

const digits = (value: number): string => String(Number(value.toPrecision(value < 10 ? 2 : 3)));

const differs = (actual: number, typical: number): string => {
  if (actual === typical) return 'as typical';
  const direction = actual > typical ? 'higher' : 'lower';
  // Of values below 0, "2x higher" would be said of -5 where -10 is typical.
  const factor = actual > 0 ? factorOf(actual, typical) : null;
  if (factor === null || factor < 1.05) return `${digits(Math.abs(actual - typical))} ${direction}`;
  if (factor > 100) return `more than 100x ${direction}`;
  return `${digits(factor)}x ${direction}`;
};

/** A row's anomaly in words. */
export const describe = (kind: AnomalyKind | null, isHigh: boolean, actual: number, typical: number): string => {
  if (kind === 'stuck') return 'no longer changes';
  if (kind === 'variance') return isHigh ? 'varies more' : 'varies less';
  if (kind === 'shift') return `level ${isHigh ? 'higher' : 'lower'}, value ${differs(actual, typical)}`;
  if (kind === 'trend') return `${isHigh ? 'rises' : 'falls'}, value ${differs(actual, typical)}`;
  if (kind === 'season') return `off its season, value ${differs(actual, typical)}`;
  return differs(actual, typical);
};

/**
 * The verdict on the row judged last, in an object that is used again for the next one; {@link AnomalyVerdict} says
 * what the fields are.
 */
export class Verdict {
  time = Number.NaN;
  actual = Number.NaN;
  typical = Number.NaN;
  lower = Number.NaN;
  upper = Number.NaN;
  probability = 1;
  severity = 0;
  evidence = 0;
  /** The place of the kind among all kinds; -1 for none. */
  kindPlace = -1;
  /** Whether what stands out is too high. */
  isHigh = false;
  /** Whether the row belongs to an incident. */
  inIncident = false;
  /** Whether it is the first one of its incident. */
  beginsIncident = false;

  /** A copy that stays as it is. */
  copy(incident: AnomalyIncident | null): AnomalyVerdict {
    const { time, actual, typical, lower, upper, probability, severity, evidence, isHigh } = this;
    const kind = kinds[this.kindPlace] ?? null;
    return {
      time,
      actual,
      typical,
      lower,
      upper,
      probability,
      severity,
      evidence,
      direction: kind === null ? null : isHigh ? 'higher' : 'lower',
      kind,
      factor: factorOf(actual, typical),
      description: describe(kind, isHigh, actual, typical),
      incident,
    };
  }
}
