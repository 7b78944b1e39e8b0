/** The severities at which Elastic's bands begin. */
export const bands = { warning: 3, minor: 25, major: 50, critical: 75 } as const;

// The scores at which the bands begin. They are chosen so that noise, random walks, seasons and prices raise fewer than
// one major incident in 1,000 rows.
const minorScore = 1.85;
/** The score of a row whose severity is 50. */
export const majorScore = 2.2;
const criticalScore = 3.2;

/** The severity of a score: 0 to 100. It is linear within each band, and approaches 100 above the last score. */
export const severityOf = (score: number): number => {
  if (score < minorScore) return (bands.minor * score) / minorScore;
  if (score < majorScore) return bands.minor + 25 * ((score - minorScore) / (majorScore - minorScore));
  if (score < criticalScore) return bands.major + 25 * ((score - majorScore) / (criticalScore - majorScore));
  return bands.critical + 25 * (1 - Math.exp((criticalScore - score) / 2));
};
