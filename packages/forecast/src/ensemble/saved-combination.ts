import { forecastError } from '../errors.ts';
import type { Model } from '../forecaster.ts';
import { autoregression } from '../forecasters/autoregression.ts';
import { arima } from '../forecasters/arima.ts';
import { drift } from '../forecasters/drift.ts';
import { ets } from '../forecasters/ets.ts';
import { mean } from '../forecasters/mean.ts';
import { mstl } from '../forecasters/mstl.ts';
import { naive } from '../forecasters/naive.ts';
import { demand, fieldsOf, numberOf } from '../saved/saved-fields.ts';
import { savedTailEnd } from '../model/saved-tail.ts';
import type { TailEnd } from '../model/tail.ts';
import { seasonalNaive } from '../forecasters/seasonal-naive.ts';
import { theta } from '../forecasters/theta.ts';
import type { Candidate } from './candidate.ts';
import type { Combine } from './combine.ts';
import type { Combination, Part } from './combined-model.ts';

/** The maximum number of members that a saved model may have. */
const mostMembers = 1_000;

/** A member of a saved ensemble. */
export interface SavedPart {
  readonly name: string;
  readonly weight: number;
  /** What the member's `save` returned. */
  readonly model: unknown;
}

/** A saved combination. */
export interface SavedCombination {
  readonly combine: Combine;
  readonly trust: number;
  readonly parts: readonly SavedPart[];
  /**
   * The saved model for the share that the combination does not have; `null` if the combination has the whole share.
   */
  readonly otherwise: unknown;
  readonly tail: TailEnd;
}

const own = { naive, seasonalNaive, drift, mean, theta, ets, mstl, autoregression, arima };

/** Loads a member: with the candidate of its name, if there is one, else with the forecaster that its format names. */
const loadModel = (name: string, saved: unknown, candidates: readonly Candidate[]): Model => {
  const format = (saved as { readonly format?: unknown } | null)?.format;
  const key = typeof format === 'string' ? format.replace(/^penstock-/, '') : '';
  const known = candidates.find((candidate) => candidate.name === name);
  if (known !== undefined) return known.load(saved);
  if (Object.hasOwn(own, key)) return own[key as keyof typeof own].load(saved);
  throw forecastError(
    'PENSTOCK_MODEL_INVALID',
    `The member "${name}" was not fitted by a statistical forecaster of this package. ` +
      `Pass its candidate to load(): { candidates: [candidate("${name}", forecaster)] }.`,
  );
};

/** Returns the saved form of a combination. */
export const saveCombination = ({ parts, combine, trust, otherwise, tail }: Combination): SavedCombination => ({
  combine,
  trust,
  parts: parts.map(({ name, weight, model }) => ({ name, weight, model: model.save() })),
  otherwise: otherwise?.save() ?? null,
  tail: { ...tail },
});

/** Checks and loads a saved combination; throws `PENSTOCK_MODEL_INVALID`. */
export const loadCombination = (
  { combine, trust, parts, otherwise, tail }: Readonly<Record<string, unknown>>,
  candidates: readonly Candidate[],
): Combination => {
  demand(combine === 'mean' || combine === 'median', '"mean" or "median" as "combine"');
  const share = numberOf('trust', trust);
  demand(share >= 0 && share <= 1, 'a number of 0 to 1 as "trust"');
  demand(Array.isArray(parts) && parts.length <= mostMembers, `at most ${mostMembers} members as "parts"`);
  const loaded = parts.map((part): Part => {
    const { name, weight, model } = fieldsOf('each of "parts"', part);
    demand(typeof name === 'string', 'a name on each of "parts"');
    const own = numberOf('parts.weight', weight);
    demand(own >= 0, 'a weight of 0 or more on each of "parts"');
    return { name, weight: own, model: loadModel(name, model, candidates) };
  });
  demand(otherwise !== undefined && (otherwise !== null || share === 1), 'a model or null as "otherwise"');
  demand(share === 0 || loaded.some(({ weight }) => weight > 0), 'a member with a weight');
  return {
    combine,
    trust: share,
    parts: loaded,
    ...(otherwise !== null && { otherwise: naive.load(otherwise) }),
    tail: savedTailEnd(tail),
  };
};
