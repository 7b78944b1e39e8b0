import type { Observable } from 'rxjs';
import type { FlowContext } from '../delivery/flow-context.ts';
import type { FlowTally } from '../statistics/flow-tally.ts';
import type { OperatorStates } from './operator-states.ts';
import type { StallWatch } from './stall-watch.ts';
import type { Starvation } from './starvation.ts';

/** Implements the part of a running flow that operators and sinks use, by calling parts of the engine. */
export class RunningContext implements FlowContext {
  readonly starved: Observable<void>;
  readonly #stall: StallWatch;
  readonly #tally: FlowTally;
  readonly #states: OperatorStates;

  constructor(starvation: Starvation, stall: StallWatch, tally: FlowTally, states: OperatorStates) {
    this.starved = starvation.starved;
    this.#stall = stall;
    this.#tally = tally;
    this.#states = states;
  }

  beginWrite(): () => void {
    return this.#stall.beginWrite();
  }

  countLate(): void {
    this.#tally.counts.late += 1;
  }

  countWindows(change: number): void {
    this.#tally.openWindows += change;
  }

  requireState(operator: string): void {
    this.#states.require(operator);
  }
}
