import { fitEts } from './ets.ts';
import type { EtsFit, EtsForm } from './ets.ts';

/** The forms to choose from. `auto` tries all of them and takes the best. */
export interface EtsChoice {
  readonly trend: EtsForm['trend'] | 'auto';
  readonly season: EtsForm['season'] | 'auto';
  /** Rows of a season; 1 without one. */
  readonly period: number;
}

/**
 * Fits all forms, and returns the best by Akaike's corrected criterion. Multiplicative seasons are tried only if all
 * rows are above 0.
 */
export const chooseEts = (values: Float64Array, { trend, season, period }: EtsChoice): EtsFit => {
  const trends = trend === 'auto' ? (['none', 'additive', 'damped'] as const) : [trend];
  const multiplies = values.every((value) => value > 0);
  const found = period > 1 && values.length >= 2 * period;
  const seasons =
    season !== 'auto'
      ? [season]
      : found
        ? (['additive', ...(multiplies ? (['multiplicative'] as const) : [])] as const)
        : (['none'] as const);
  const forms = seasons.flatMap((one) =>
    trends.map((other): EtsForm => ({ trend: other, season: one, period: one === 'none' ? 1 : period })),
  );
  return forms.map((form) => fitEts(values, form)).reduce((best, fit) => (fit.aicc < best.aicc ? fit : best));
};
