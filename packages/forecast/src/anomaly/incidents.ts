import { kinds } from './kind.ts';
import { bands } from './severity.ts';
import type { AnomalyIncident, Verdict } from './verdict.ts';
import { describe } from './verdict.ts';

/** Indices of the cells. */
const left = 0;
const beginning = 1;
const end = 2;
const peak = 3;
const severity = 4;
const kind = 5;
const isHigh = 6;
const actual = 7;
const typical = 8;
/** The highest severity that was reported in the incident. */
const alarmed = 9;

/**
 * Joins anomalous rows into incidents, and decides which rows raise an alarm: the first row of an incident, and each
 * row that raises the incident to a higher band of severity.
 */
export class Incidents {
  readonly #alarm: number;
  readonly #silence: number;
  /** The whole state: the current or last incident, and for how many more rows it stays silent. */
  readonly cells: Float64Array = new Float64Array(10);

  constructor(alarm: number, silence: number) {
    this.#alarm = alarm;
    this.#silence = silence;
  }

  /** Sets the severity that a row is reported with, and whether it belongs to an incident, from the row's evidence. */
  add(verdict: Verdict): void {
    const cells = this.cells;
    const { evidence } = verdict;
    const isSilent = cells[left]! > 0;
    verdict.inIncident = isSilent || evidence >= this.#alarm;
    verdict.beginsIncident = verdict.inIncident && !isSilent;
    verdict.severity = evidence;
    if (isSilent) {
      cells[left] = cells[left]! - 1;
      verdict.severity = this.#rises(evidence) ? evidence : 0;
    } else if (verdict.beginsIncident) {
      cells[beginning] = verdict.time;
      cells[severity] = 0;
      cells[alarmed] = 0;
    }
    if (!verdict.inIncident || evidence < this.#alarm) return;
    cells[left] = this.#silence;
    cells[end] = verdict.time;
    cells[alarmed] = Math.max(cells[alarmed]!, verdict.severity);
    if (evidence > cells[severity]!) this.#peak(verdict);
  }

  /** The current incident, or the last one if none is open; `null` before the first. */
  latest(): AnomalyIncident | null {
    const cells = this.cells;
    if (cells[severity] === 0) return null;
    const name = kinds[cells[kind]!]!;
    return {
      beginning: cells[beginning]!,
      peak: cells[peak]!,
      end: cells[end]!,
      severity: cells[severity]!,
      kind: name,
      direction: cells[isHigh] === 1 ? 'higher' : 'lower',
      actual: cells[actual]!,
      typical: cells[typical]!,
      description: describe(name, cells[isHigh] === 1, cells[actual]!, cells[typical]!),
    };
  }

  #rises(evidence: number): boolean {
    const before = this.cells[alarmed]!;
    return (evidence >= bands.critical && before < bands.critical) || (evidence >= bands.major && before < bands.major);
  }

  #peak(verdict: Verdict): void {
    const cells = this.cells;
    cells[peak] = verdict.time;
    cells[severity] = verdict.evidence;
    cells[kind] = verdict.kindPlace;
    cells[isHigh] = verdict.isHigh ? 1 : 0;
    cells[actual] = verdict.actual;
    cells[typical] = verdict.typical;
  }
}
