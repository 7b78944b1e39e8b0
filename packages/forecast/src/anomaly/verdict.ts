import type { AnomalyKind } from './kind.ts';
import { kinds } from './kind.ts';

/** Neighbouring anomalous rows. While the incident is open, later rows may still change it. */
export interface AnomalyIncident {
  /**
   * The times of the row that raised the alarm, of the row with the highest severity, and of the latest row with the
   * severity of an alarm.
   */
  readonly beginning: number;
  readonly peak: number;
  readonly end: number;
  /** The severity of that highest row, 0 to 100. The following fields describe the same row. */
  readonly severity: number;
  readonly kind: AnomalyKind;
  readonly direction: 'higher' | 'lower';
  readonly actual: number;
  readonly typical: number;
  readonly description: string;
}

/** The judgement of one row by the rows before it. */
export interface AnomalyVerdict {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** The value. This field and the next three are in the unit of the series. */
  readonly actual: number;
  /** The expected value. */
  readonly typical: number;
  /**
   * The bounds of normal values: a value outside would be a major anomaly on its own. Before row 130, and in the 100
   * rows after a season is first used, too few errors are known for such bounds. Then they are five standard deviations
   * of the errors from the expected value.
   */
  readonly lower: number;
  readonly upper: number;
  /**
   * The probability that a row of this series stands out as much, 0 to 1: the tail probability of the statistic that
   * stands out most, times the number of tails.
   */
  readonly probability: number;
  /** 0 to 100. 0 within an incident after its alarm; see the option `silence`. */
  readonly severity: number;
  /** The row's own severity, also within an incident. */
  readonly evidence: number;
  /** Whether the value or statistic that stands out is too high or too low; `null` below the warning band. */
  readonly direction: 'higher' | 'lower' | null;
  /** The kind of anomaly; `null` below the warning band. */
  readonly kind: AnomalyKind | null;
  /** `actual / typical`, or `typical / actual` if `actual` is lower; `null` if one is 0 or their signs differ. */
  readonly factor: number | null;
  /**
   * Such as `1.4x higher`. It is a difference, such as `3.5 higher`, for values that are not above 0 or that differ by
   * less than 5 percent.
   */
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
  // For negative values a factor misleads: -5 would be "2x higher" than -10.
  const factor = actual > 0 ? factorOf(actual, typical) : null;
  if (factor === null || factor < 1.05) return `${digits(Math.abs(actual - typical))} ${direction}`;
  if (factor > 100) return `more than 100x ${direction}`;
  return `${digits(factor)}x ${direction}`;
};

/** Describes a row's anomaly in words. */
export const describe = (kind: AnomalyKind | null, isHigh: boolean, actual: number, typical: number): string => {
  if (kind === 'stuck') return 'no longer changes';
  if (kind === 'variance') return isHigh ? 'varies more' : 'varies less';
  if (kind === 'shift') return `level ${isHigh ? 'higher' : 'lower'}, value ${differs(actual, typical)}`;
  if (kind === 'trend') return `${isHigh ? 'rises' : 'falls'}, value ${differs(actual, typical)}`;
  if (kind === 'season') return `off its season, value ${differs(actual, typical)}`;
  return differs(actual, typical);
};

/**
 * The verdict on the latest row. The object is reused for the next row; {@link AnomalyVerdict} describes the fields.
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
  /** The index of the kind in the list of all kinds; -1 for none. */
  kindPlace = -1;
  /** Whether the statistic that stands out is too high. */
  isHigh = false;
  /** Whether the row belongs to an incident. */
  inIncident = false;
  /** Whether the row is the first of its incident. */
  beginsIncident = false;

  /** Returns a copy that later rows do not change. */
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
