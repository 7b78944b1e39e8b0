import type { ToElasticsearchOptions } from '../../src/index.ts';

/** The record that the tests of the sink write. */
export interface Price {
  readonly day: string;
  readonly close: number;
}

export type PriceOptions = Partial<ToElasticsearchOptions<Price>>;

/** Returns prices of days numbered from 0. The close of a day is its number. */
export const prices = (count: number): Price[] =>
  Array.from({ length: count }, (_, n) => ({ day: `day-${n}`, close: n }));
