import { jsonLines } from '../measure/json-lines.mjs';

/** The models of statsforecast that are measured, by the names of their classes. */
export const statsforecastModels = ['AutoETS', 'AutoTheta', 'AutoARIMA', 'MSTL'];

/**
 * Forecasts each of `trainings` with a model of statsforecast in a separate process, which is stopped after `limit`
 * seconds.
 *
 * Resolves with one `{ mean, cpuSeconds }` for each series, in their order; fewer if the limit came first. Importing
 * and compiling the package are not counted.
 */
export const runStatsforecast = (model, trainings, { period, horizon, limit }) => {
  const rows = trainings.map((training) => Array.from(training));
  return jsonLines('statsforecast_models.py', { model, trainings: rows, period, horizon }, limit);
};
