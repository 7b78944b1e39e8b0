import { statisticCount } from './statistic.ts';

const raise = 0.3;
// Of all statistics, since what one of them finds is often seen by another a few rows later.
const raiseOfAll = 0.03;
const usualRate = 0.5e-3;

/**
 * By what the scores of each statistic are divided, which follows from the alarms so far: an alarm raises it by 0.33,
 * and those of the other statistics by 0.03. Each row lowers them again, never below 1, at the pace at which an alarm
 * in 2,000 rows balances. So alarms of two series mean about the same, and no kind of series alarms for ever. The rule
 * is that of adaptive conformal inference (I. Gibbs, E. Candès, 2021).
 */
export class Demands {
  /** All that it remembers. */
  readonly cells: Float64Array = new Float64Array(statisticCount).fill(1);

  of(which: number): number {
    return this.cells[which]!;
  }

  /** Counts a row; `alarmed` is the statistic that raised an alarm, or -1. */
  learn(alarmed: number): void {
    const cells = this.cells;
    for (let i = 0; i < statisticCount; i += 1) cells[i] = Math.max(1, cells[i]! - raise * usualRate);
    if (alarmed < 0) return;
    for (let i = 0; i < statisticCount; i += 1) cells[i] = cells[i]! + raiseOfAll;
    cells[alarmed] = cells[alarmed]! + raise;
  }
}
