/** The median; of two middle values, the smaller, as their mean could be a value that never occurs. */
export const medianOf = (values: Float64Array): number => {
  const sorted = values.toSorted();
  return sorted[(sorted.length - 1) >> 1]!;
};

/**
 * The median step between consecutive times, in milliseconds.
 *
 * With the median, a weekend or a missing day does not stretch the step.
 */
export const medianStep = (times: Float64Array): number =>
  medianOf(times.subarray(1).map((time, i) => time - times[i]!));
