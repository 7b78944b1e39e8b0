import type { Clock } from './clock.ts';
import type { Grid } from './grid.ts';
import type { Windows } from './windows.ts';

/** Windows that begin when a clock shows what a grid says. */
export class ClockWindows implements Windows {
  readonly length = undefined;
  readonly cut: string;
  readonly #clock: Clock;
  readonly #grid: Grid;

  constructor(clock: Clock, grid: Grid, cut: string) {
    this.cut = cut;
    this.#clock = clock;
    this.#grid = grid;
  }
  number(time: number): number {
    let number = this.#grid.number(this.#clock.show(time));
    // A clock that was set back shows the window before again; windows go by their beginnings alone.
    while (time < this.at(number)) number -= 1;
    while (time >= this.at(number + 1)) number += 1;
    return number;
  }
  at(number: number): number {
    return this.#clock.firstAt(this.#grid.at(number));
  }
}
