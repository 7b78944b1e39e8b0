import type { Series } from '@penstock/stream';
import { normal, seededRandom } from '../../src/engine/random.ts';

const hour = 3_600_000;

/** The number that a fault adds to a row. Rows count from 0. */
export type Fault = (row: number, ordinary: { readonly season: number; readonly noise: number }) => number;

/** Hourly noise of standard deviation 1, plus a daily season of this amplitude, plus a fault. */
export const hourly = (seed: number, rows: number, amplitude = 0, fault: Fault = () => 0): Series => {
  const random = seededRandom(seed);
  return {
    times: Float64Array.from({ length: rows }, (_, row) => row * hour),
    values: Float64Array.from({ length: rows }, (_, row) => {
      const season = amplitude * Math.sin((2 * Math.PI * row) / 24);
      const noise = normal(random);
      return season + noise + fault(row, { season, noise });
    }),
  };
};

/** A random walk with steps of standard deviation 1. */
export const walkOf = (seed: number, rows: number): Series => {
  const random = seededRandom(seed);
  let value = 0;
  return {
    times: Float64Array.from({ length: rows }, (_, row) => row * hour),
    values: Float64Array.from({ length: rows }, () => (value += normal(random))),
  };
};

/** Prices that change by about 2 percent each row. */
export const pricesOf = (seed: number, rows: number): Series => {
  const { times, values } = walkOf(seed, rows);
  return { times, values: values.map((value) => 100 * Math.exp(0.02 * value)) };
};
