import { forecastError } from '../errors.ts';
import type { Forecaster, Model } from '../forecaster.ts';
import { areNamedForecasters } from '../named-forecasters.ts';
import type { FeatureSeries } from '../series/feature-series.ts';

/** A forecaster with its options, under a name. Made by {@link candidate}. */
export interface Candidate {
  readonly name: string;
  fit(series: FeatureSeries): Promise<Model>;
  load(saved: unknown): Model;
}

/**
 * Gives a forecaster and the options it is to be fitted with a name, for {@link ensemble} and {@link auto}.
 *
 * @param name - How reports call it; unique among its fellows.
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

/** More than any budget has time for. */
const mostCandidates = 1_000;

/**
 * `candidates` as a copy.
 *
 * @throws `PENSTOCK_BAD_OPTION` unless there is at least one, and each has a name of its own.
 */
export const checkCandidates = (option: string, candidates: readonly Candidate[]): readonly Candidate[] => {
  if (areNamedForecasters(candidates, mostCandidates)) return [...candidates];
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be 1 to ${mostCandidates} of candidate("name", forecaster, options), each with another name.`,
  );
};
