import type { Series } from '@penstock/stream';

export const day = 86_400_000;

/** Daily rows of a wave around 100. It is smooth enough to learn, and never 0. */
export const wave = (rows: number): Series => ({
  times: Float64Array.from({ length: rows }, (_, i) => i * day),
  values: Float64Array.from({ length: rows }, (_, i) => 100 + 20 * Math.sin(i / 3) + i / 10),
});

/** The first `rows` rows. */
export const head = ({ times, values }: Series, rows: number): Series => ({
  times: times.slice(0, rows),
  values: values.slice(0, rows),
});
