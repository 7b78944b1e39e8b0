import type { Clock } from './clock.ts';
import type { Grid } from './grid.ts';
import type { Windows } from './windows.ts';

/** Windows that begin when a local clock first shows a reading of a grid. */
export class ClockWindows implements Windows {
  readonly length = undefined;
  readonly id: string;
  readonly #clock: Clock;
  readonly #grid: Grid;

  constructor(clock: Clock, grid: Grid, id: string) {
    this.id = id;
    this.#clock = clock;
    this.#grid = grid;
  }
  number(time: number): number {
    let number = this.#grid.number(this.#clock.show(time));
    // After a clock is set back, it shows readings of the previous window again. Only the start instants decide.
    while (time < this.at(number)) number -= 1;
    while (time >= this.at(number + 1)) number += 1;
    return number;
  }
  at(number: number): number {
    return this.#clock.firstAt(this.#grid.at(number));
  }
}
