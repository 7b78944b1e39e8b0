import type { EtsForm, EtsWeights } from '../smoothing/ets.ts';
import { demand, fieldsOf, numberOf } from '../saved/saved-fields.ts';

/** Checks and returns the saved form and weights of an exponential smoothing; throws `PENSTOCK_MODEL_INVALID`. */
export const savedEts = (
  name: string,
  saved: unknown,
  window: number,
): { readonly form: EtsForm; readonly weights: EtsWeights } => {
  const { form, weights } = fieldsOf(`"${name}"`, saved);
  const { trend, season, period } = fieldsOf(`"${name}.form"`, form);
  const { alpha, beta, gamma, phi } = fieldsOf(`"${name}.weights"`, weights);
  demand(
    trend === 'none' || trend === 'additive' || trend === 'damped',
    `"none", "additive" or "damped" as "${name}.form.trend"`,
  );
  demand(
    season === 'none' || season === 'additive' || season === 'multiplicative',
    `"none", "additive" or "multiplicative" as "${name}.form.season"`,
  );
  const rows = numberOf(`${name}.form.period`, period);
  const least = season === 'none' ? rows === 1 : rows >= 2 && 2 * rows <= window;
  demand(Number.isInteger(rows) && least, `a season of at most half its window as "${name}.form.period"`);
  const share = (of: string, value: unknown): number => {
    const weight = numberOf(`${name}.weights.${of}`, value);
    demand(weight >= 0 && weight <= 1, `a weight of 0 to 1 as "${name}.weights.${of}"`);
    return weight;
  };
  return {
    form: { trend, season, period: rows },
    weights: {
      alpha: share('alpha', alpha),
      beta: share('beta', beta),
      gamma: share('gamma', gamma),
      phi: share('phi', phi),
    },
  };
};
