import { AnomalyDetector } from '../../packages/forecast/dist/index.js';
import { setting } from './setting.mjs';

/** A detector of one key that takes rows one at a time: `(time, value)` in, its judgement out. */
export const detectorOf = () => {
  const detector = new AnomalyDetector(setting);
  return (_time, value) => detector.add(value);
};
