import type { LagRegression } from '../regression/lag-regression.ts';
import { demand, fieldsOf, numberOf, numbersOf } from '../saved/saved-fields.ts';

/** Checks and returns a saved regression; throws `PENSTOCK_MODEL_INVALID`. */
export const savedRegression = (name: string, saved: unknown, window: number): LagRegression => {
  const { lags, weights, centre, intercept } = fieldsOf(`"${name}"`, saved);
  demand(
    Array.isArray(lags) &&
      lags.length > 0 &&
      lags.every((lag, i) => Number.isInteger(lag) && lag > ((lags[i - 1] as number | undefined) ?? 0)) &&
      lags.at(-1) <= window,
    `increasing whole numbers up to its window as "${name}.lags"`,
  );
  return {
    lags: [...(lags as number[])],
    weights: numbersOf(`${name}.weights`, weights, lags.length),
    centre: numberOf(`${name}.centre`, centre),
    intercept: numberOf(`${name}.intercept`, intercept),
  };
};
