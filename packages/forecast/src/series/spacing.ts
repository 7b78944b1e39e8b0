/** The median. Of two middle values it is the smaller one, because their mean could be a value that never occurs. */
export const medianOf = (values: Float64Array): number => {
  const sorted = values.toSorted();
  return sorted[(sorted.length - 1) >> 1]!;
};

/**
 * The median step between consecutive times, in milliseconds.
 *
 * Unlike the mean, the median does not grow with weekends and missing days.
 */
export const medianStep = (times: Float64Array): number =>
  medianOf(times.subarray(1).map((time, i) => time - times[i]!));
