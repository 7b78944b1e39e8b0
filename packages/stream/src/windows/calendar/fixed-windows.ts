import type { EvenGrid } from './grid.ts';
import type { Windows } from './windows.ts';

/** Windows of equal length in UTC. */
export class FixedWindows implements Windows {
  readonly length: number;
  readonly id: string;
  readonly #grid: EvenGrid;

  constructor(grid: EvenGrid, id: string) {
    this.length = grid.size;
    this.id = id;
    this.#grid = grid;
  }
  number(time: number): number {
    return this.#grid.number(time);
  }
  at(number: number): number {
    return this.#grid.at(number);
  }
}
