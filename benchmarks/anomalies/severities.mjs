import { AnomalyDetector, detectAnomalies } from '../../packages/forecast/dist/index.js';
import { setting } from './setting.mjs';

/** Returns the severity of each row of a series, and the first judged row. Rows that were not judged have 0. */
export const severitiesOf = (series, options = setting) => {
  const from = new AnomalyDetector(options).getRequiredInputs();
  return { severities: detectAnomalies(series, options).severity, from: Math.min(from, series.times.length) };
};
