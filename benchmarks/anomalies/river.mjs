import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { missingModules, python } from '../measure/peer-python.mjs';

const program = fileURLToPath(new URL('../peers/anomaly_river.py', import.meta.url));

/** What of River is measured; each is the name of one of its classes. */
export const riverDetectors = ['GaussianScorer', 'HalfSpaceTrees'];

/**
 * The score of each value of series, from 0 to 1, by a detector of River in a process of its own: `{ scores,
 * cpuSeconds }`, without the import; `{ missing }` where River is not installed.
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
