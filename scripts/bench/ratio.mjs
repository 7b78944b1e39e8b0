/** The arithmetic of a comparison, apart from running it. */

export function median(values) {
  if (values.length === 0) throw new RangeError('median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Compares two series taken in pairs: the i-th of each ran one after the other, so a slow spell of the machine
 * weighs on both sides of a pair. Above 1 ours is better, whether a high figure is good (a rate) or a low one (a time).
 */
export function compare(ours, theirs, { higherIsBetter }) {
  if (ours.length !== theirs.length) {
    throw new RangeError(`expected as many runs of both, got ${ours.length} and ${theirs.length}`);
  }
  for (const value of [...ours, ...theirs]) {
    if (!(Number.isFinite(value) && value > 0)) throw new RangeError(`expected a positive finite figure, got ${value}`);
  }
  const ratios = ours.map((own, index) => (higherIsBetter ? own / theirs[index] : theirs[index] / own));
  return { ours: spread(ours), theirs: spread(theirs), ratio: spread(ratios) };
}
