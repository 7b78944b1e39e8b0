import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { missingModules, python } from '../measure/peer-python.mjs';

const program = fileURLToPath(new URL('../peers/anomaly_river.py', import.meta.url));

/** The detectors of River that are measured, by the names of their classes. */
export const riverDetectors = ['GaussianScorer', 'HalfSpaceTrees'];

/**
 * Scores each value of series, from 0 to 1, with a detector of River in a separate process. Returns
 * `{ scores, cpuSeconds }`, without the time of the import, or `{ missing }` when River is not installed.
 */
export const riverScores = (detector, series) => {
  const missing = missingModules('river');
  if (missing !== undefined) return { missing };
  const input = JSON.stringify({ detector, series: series.map(({ values }) => Array.from(values)) });
  const { status, stdout, stderr } = spawnSync(python, [program], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(stderr);
  const { scores, cpuSeconds } = JSON.parse(stdout);
  return { scores: scores.map((each) => Float64Array.from(each)), cpuSeconds };
};
