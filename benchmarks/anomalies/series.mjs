// Seeded series without an anomaly, in which each alarm is a false alarm.
import { normalOf } from '../measure/normal.mjs';
import { seededRandom } from '../measure/seeded-random.mjs';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2024, 0, 1);

/** Rows of the season: one for each hour of a day. */
export const period = 24;
const amplitude = 5;

export const seasonAt = (row) => amplitude * Math.sin((2 * Math.PI * row) / period);

/** A generator for one series. `stream` separates sets that have the same seeds. */
const randomOf = (seed, stream) => {
  const random = seededRandom(1_000 * seed + stream);
  // The first numbers of small seeds are small, so they are skipped.
  for (let n = 0; n < 10; n += 1) random();
  return random;
};

/** Normal noise of deviation 1. */
export const noiseOf = (rows, seed, stream) => {
  const normal = normalOf(randomOf(seed, stream));
  return Float64Array.from({ length: rows }, normal);
};

/** Makes a series of the values, with rows `step` milliseconds apart. */
export const seriesOf = (values, step = hour) => ({
  times: Float64Array.from(values, (_, row) => start + row * step),
  values,
});

const running = (steps) => {
  let sum = 0;
  return steps.map((step) => (sum += step));
};

/**
 * Daily prices: log returns of mean 0.05 % whose variance clusters, by a GARCH(1, 1) model (T. Bollerslev, "Generalized
 * Autoregressive Conditional Heteroskedasticity", 1986) of 3 % a day on average, with heavy tails, of Student's t with
 * 5 degrees of freedom.
 */
const pricesOf = (rows, seed, stream) => {
  const [mean, deviation, shock, memory, freedom] = [0.0005, 0.03, 0.08, 0.9, 5];
  const normal = normalOf(randomOf(seed, stream));
  const student = () => {
    let squares = 0;
    for (let n = 0; n < freedom; n += 1) squares += normal() ** 2;
    // Scaled to variance 1: the variance of Student's t is freedom / (freedom - 2).
    return normal() * Math.sqrt((freedom - 2) / squares);
  };
  let variance = deviation ** 2;
  const returns = Float64Array.from({ length: rows }, () => {
    const surprise = Math.sqrt(variance) * student();
    variance = (1 - shock - memory) * deviation ** 2 + shock * surprise ** 2 + memory * variance;
    return mean + surprise;
  });
  return running(returns).map((log) => 1_000 * Math.exp(log));
};

/** Functions that make a series of the given number of rows from a seed. */
export const ordinary = {
  'white noise': (rows, seed) => seriesOf(noiseOf(rows, seed, 1)),
  'random walk': (rows, seed) => seriesOf(running(noiseOf(rows, seed, 2))),
  'daily season with noise': (rows, seed) =>
    seriesOf(noiseOf(rows, seed, 3).map((noise, row) => seasonAt(row) + noise)),
  'simulated prices': (rows, seed) => seriesOf(pricesOf(rows, seed, 4), day),
};
