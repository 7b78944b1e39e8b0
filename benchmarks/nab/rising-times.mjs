/**
 * Times that rise, for rows in the order in which they came: where a time is repeated or lies back, as in the hour that
 * comes twice when summer time ends, the row counts as one millisecond later than the row before.
 */
export const risingTimes = (times) => {
  let last = -Infinity;
  return times.map((time) => (last = Math.max(time, last + 1)));
};
