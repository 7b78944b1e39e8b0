// The detectors that give each row of a file an anomaly score from 0 to 1.
import { severitiesOf } from '../anomalies/severities.mjs';
import { seededRandom } from '../measure/seeded-random.mjs';
import { windowedGaussian } from './windowed-gaussian.mjs';

/** Our detector: severity divided by a hundred. */
export const penstock = ({ times, values }) =>
  severitiesOf({ times, values }).severities.map((severity) => severity / 100);

/** Random scores, to see what a detector without the data reaches. */
const guess = (seed) => {
  const random = seededRandom(seed);
  return ({ values }) => values.map(random);
};

/** The detectors to compare ours with; each takes all files. */
export const baselines = {
  'windowed Gaussian': (files) => files.map(({ values }) => windowedGaussian(values)),
  'random scores': (files) => files.map(guess(1)),
};
