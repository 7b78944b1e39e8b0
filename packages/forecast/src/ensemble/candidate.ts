import { forecastError } from '../errors.ts';
import type { Forecaster, Model } from '../forecaster.ts';
import { areNamedForecasters } from '../named-forecasters.ts';
import type { FeatureSeries } from '../series/feature-series.ts';

/** A forecaster with its options and a name. Made by {@link candidate}. */
export interface Candidate {
  readonly name: string;
  fit(series: FeatureSeries): Promise<Model>;
  load(saved: unknown): Model;
}

/**
 * Makes a candidate for {@link ensemble} and {@link auto}: a forecaster, its options and a name.
 *
 * @param name - Its name in reports. No other candidate in the list may have it.
 *
 * @example
 * ```ts
 * const members = [1, 2, 3].map((seed) => candidate(`lstm ${seed}`, lstm, { seed }));
 * ```
 */
export const candidate = <Options>(
  name: string,
  forecaster: Forecaster<Options>,
  options?: NoInfer<Options>,
): Candidate => ({
  name,
  fit: (series) => forecaster.fit(series, options),
  load: (saved) => forecaster.load(saved),
});

/** More candidates than any time budget allows. */
const mostCandidates = 1_000;

/**
 * Checks `candidates` and returns a copy.
 *
 * @throws `PENSTOCK_BAD_OPTION` unless there is at least one, and all have different names.
 */
export const checkCandidates = (option: string, candidates: readonly Candidate[]): readonly Candidate[] => {
  if (areNamedForecasters(candidates, mostCandidates)) return [...candidates];
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be a list of 1 to ${mostCandidates} candidates with different names. ` +
      'Make each with candidate("name", forecaster, options).',
  );
};
