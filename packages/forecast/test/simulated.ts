import type { Series } from '@penstock/stream';
import { normal } from '../src/engine/random.ts';
import type { Random } from '../src/engine/random.ts';

const day = 86_400_000;

/** A series of daily rows with these values. */
export const daily = (values: ArrayLike<number>): Series => ({
  times: Float64Array.from(values, (_, i) => i * day),
  values: Float64Array.from(values),
});

/** A random walk from 100 whose steps `step` draws. */
export const walk = (rows: number, step: () => number): Series => {
  const values = new Float64Array(rows).fill(100);
  for (let i = 1; i < rows; i += 1) values[i] = values[i - 1]! + step();
  return daily(values);
};

/** Distributions of steps that differ widely: uniform, normal, heavy-tailed (Cauchy), one-sided. */
export const steps: Readonly<Record<string, (random: Random) => number>> = {
  even: (random) => random(),
  normal: (random) => normal(random),
  cauchy: (random) => Math.tan(Math.PI * (random() - 0.5)),
  'one-sided': (random) => -Math.log(1 - random()),
};
