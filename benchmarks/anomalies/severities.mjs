import { detectAnomalies } from '../../packages/forecast/dist/index.js';
import { setting } from './setting.mjs';

/**
 * The severity of each row of a series, and the first row that was judged; rows that were not judged have 0.
 *
 * A row gets what was found for its time, or for the bucket that its time falls into.
 */
export const severitiesOf = (series, options = setting) => {
  const { times, severity } = detectAnomalies(series, options);
  let found = -1;
  let from = series.times.length;
  const severities = Float64Array.from(series.times, (time, row) => {
    while (found + 1 < times.length && times[found + 1] <= time) found += 1;
    if (found === -1) return 0;
    from = Math.min(from, row);
    return severity[found];
  });
  return { severities, from };
};
