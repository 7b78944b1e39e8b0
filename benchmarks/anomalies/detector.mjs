import { AnomalyDetector } from '../../packages/forecast/dist/index.js';
import { setting } from './setting.mjs';

/** A detector of one key, to which `judge` gives one row after another. */
export const detectorOf = (options = {}) => new AnomalyDetector({ ...setting, ...options });
