import type { ToElasticsearchOptions } from '../../src/index.ts';

/** The record that tests of the sink write. */
export interface Price {
  readonly day: string;
  readonly close: number;
}

export type PriceOptions = Partial<ToElasticsearchOptions<Price>>;

/** Prices of days that are numbered from 0; the number is the price, too. */
export const prices = (count: number): Price[] =>
  Array.from({ length: count }, (_, n) => ({ day: `day-${n}`, close: n }));
