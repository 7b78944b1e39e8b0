import { AnomalyDetector } from '../../packages/forecast/dist/index.js';
import { setting } from './setting.mjs';

/** A detector of one key that takes rows one at a time: `(time, value)` in, its verdict out. */
export const detectorOf = () => {
  const detector = new AnomalyDetector(setting);
  const row = { time: 0, value: 0 };
  return (time, value) => {
    row.time = time;
    row.value = value;
    return detector.judge(row);
  };
};
