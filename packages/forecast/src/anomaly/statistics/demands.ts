import { statisticCount } from './statistic.ts';

const raise = 0.3;
// Raises the demand of every statistic, because another statistic often detects the same anomaly a few rows later.
const raiseOfAll = 0.03;
const usualRate = 0.5e-3;

/**
 * The divisor of the scores of each statistic, which adapts to the alarms so far. An alarm raises the divisor of its
 * statistic by 0.33, and the divisors of the other statistics by 0.03. Each row lowers all divisors, to 1 at least, at
 * a rate that one alarm in 2,000 rows balances. So alarms of different series mean about the same, and no series raises
 * alarms without end. The rule comes from adaptive conformal inference (I. Gibbs, E. Candès, 2021).
 */
export class Demands {
  /** The divisor of each statistic. A saved detector has a copy of it. */
  readonly cells: Float64Array = new Float64Array(statisticCount).fill(1);

  of(which: number): number {
    return this.cells[which]!;
  }

  /** Counts a row. `alarmed` is the statistic that raised an alarm, or -1. */
  learn(alarmed: number): void {
    const cells = this.cells;
    for (let i = 0; i < statisticCount; i += 1) cells[i] = Math.max(1, cells[i]! - raise * usualRate);
    if (alarmed < 0) return;
    for (let i = 0; i < statisticCount; i += 1) cells[i] = cells[i]! + raiseOfAll;
    cells[alarmed] = cells[alarmed]! + raise;
  }
}
