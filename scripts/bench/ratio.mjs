/** The arithmetic of a comparison. */

export function median(values) {
  if (values.length === 0) throw new RangeError('Expected at least one value for a median; got none.');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Compares two series of pairs. The two runs of a pair follow each other, so a slow phase of the machine affects both.
 * A ratio above 1 means that ours is better, for figures where higher is better (a rate) and where lower is better (a
 * time).
 */
export function compare(ours, theirs, { higherIsBetter }) {
  if (ours.length !== theirs.length) {
    throw new RangeError(`Expected as many runs of ours as of theirs; got ${ours.length} and ${theirs.length}.`);
  }
  for (const value of [...ours, ...theirs]) {
    if (!(Number.isFinite(value) && value > 0)) throw new RangeError(`Expected a finite figure above 0; got ${value}.`);
  }
  const ratios = ours.map((own, index) => (higherIsBetter ? own / theirs[index] : theirs[index] / own));
  return { ours: spread(ours), theirs: spread(theirs), ratio: spread(ratios) };
}
