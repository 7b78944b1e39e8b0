// What gives each row of a file an anomaly score from 0 to 1.
import { severitiesOf } from '../anomalies/severities.mjs';
import { seededRandom } from '../measure/seeded-random.mjs';
import { windowedGaussian } from './windowed-gaussian.mjs';

/** Ours: severity by hundred. */
export const penstock = ({ times, values }) =>
  severitiesOf({ times, values }).severities.map((severity) => severity / 100);

/** What a score without a look at the data reaches. */
const guess = (seed) => {
  const random = seededRandom(seed);
  return ({ values }) => values.map(random);
};

/** Beside ours; each takes all files. */
export const baselines = {
  'windowed Gaussian': (files) => files.map(({ values }) => windowedGaussian(values)),
  'random scores': (files) => files.map(guess(1)),
};
