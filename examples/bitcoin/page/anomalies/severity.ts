/** Elastic's bands of severity with the least score (0 to 100) of each, the most severe first. */
const bands = [
  { name: 'critical', from: 75 },
  { name: 'major', from: 50 },
  { name: 'minor', from: 25 },
  { name: 'warning', from: 0 },
] as const;

export type Severity = (typeof bands)[number]['name'];

/** Names of the bands, the least severe first. */
export const severities: readonly Severity[] = bands.map(({ name }) => name).toReversed();

/** The band of a score. */
export const severityOf = (score: number): Severity => bands.find(({ from }) => score >= from)?.name ?? 'warning';

/** The least score of a band. */
export const leastScore = (severity: Severity): number => bands.find(({ name }) => name === severity)!.from;
