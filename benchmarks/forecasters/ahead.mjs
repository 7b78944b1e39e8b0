import { rmse } from '../../packages/forecast/dist/index.js';
import { head } from './head.mjs';

/**
 * The RMSE of the last of `horizon` steps, over all origins from `from` on whose last step is in the series. A model
 * gets the true rows before each origin, and is not fitted again.
 */
export const rmseAhead = (model, series, from, horizon) => {
  const [actual, said] = [[], []];
  for (let origin = from; origin + horizon <= series.values.length; origin += 1) {
    actual.push(series.values[origin + horizon - 1]);
    said.push(model.forecast(horizon, { after: head(series, origin) }).mean[horizon - 1]);
  }
  return rmse(actual, said);
};
