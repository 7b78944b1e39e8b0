/**
 * The median step between consecutive times, in milliseconds; of two middle steps, the smaller.
 *
 * With the median, a weekend or a missing day does not stretch the step. The mean of two middle steps could be a step
 * that never occurs.
 */
export const medianStep = (times: Float64Array): number => {
  const steps = new Float64Array(times.length - 1);
  for (let i = 0; i < steps.length; i += 1) steps[i] = times[i + 1]! - times[i]!;
  steps.sort();
  return steps[(steps.length - 1) >> 1]!;
};

/** The `horizon` times that follow `last`, `step` milliseconds apart. */
export const timesAfter = (last: number, step: number, horizon: number): Float64Array =>
  Float64Array.from({ length: horizon }, (_, i) => last + step * (i + 1));
