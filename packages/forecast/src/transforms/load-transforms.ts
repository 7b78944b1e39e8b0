import { demand, fieldsOf, numberOf } from '../saved/saved-fields.ts';
import { longestPeriod, mostPeriods } from '../seasons/periods.ts';
import { fittedSeasons } from './deseasonalise.ts';
import type { FittedSeason } from './deseasonalise.ts';
import { fittedDifference } from './difference.ts';
import { inTurn, mostTransforms } from './fit-transforms.ts';
import { fittedLog } from './log.ts';
import { fittedScale, fittedWindowScale } from './scale.ts';
import type { FittedTransform } from './transform.ts';

type Fields = Readonly<Record<string, unknown>>;

const lagOf = (value: unknown): number => {
  const lag = numberOf('transforms.lag', value);
  demand(Number.isInteger(lag) && lag >= 1 && lag <= longestPeriod, 'a whole number as "transforms.lag"');
  return lag;
};

const seasonOf = (value: unknown): FittedSeason => {
  const { kind, indices } = fieldsOf('each of "transforms.seasons"', value);
  demand(kind === 'additive' || kind === 'multiplicative', '"additive" or "multiplicative" as "kind"');
  demand(
    Array.isArray(indices) && indices.length >= 2 && indices.every((index) => Number.isFinite(index)),
    'finite numbers as "indices"',
  );
  demand(kind === 'additive' || indices.every((index) => (index as number) > 0), '"indices" above 0');
  return { kind, indices: [...(indices as number[])] };
};

const loaders: Readonly<Record<string, (saved: Fields) => FittedTransform>> = {
  log: fittedLog,
  difference: () => fittedDifference('difference', 1),
  seasonalDifference: ({ lag }) => fittedDifference('seasonalDifference', lagOf(lag)),
  scale(saved) {
    const scaler = {
      offset: numberOf('transforms.offset', saved['offset']),
      scale: numberOf('transforms.scale', saved['scale']),
    };
    demand(scaler.scale > 0, 'a positive "transforms.scale"');
    return fittedScale(scaler);
  },
  scaleByWindow({ scaling }) {
    demand(scaling === 'minMax' || scaling === 'standard', '"minMax" or "standard" as "transforms.scaling"');
    return fittedWindowScale(scaling);
  },
  deseasonalise({ seasons }) {
    demand(Array.isArray(seasons) && seasons.length <= mostPeriods, `at most ${mostPeriods} "transforms.seasons"`);
    return fittedSeasons(seasons.map(seasonOf));
  },
};

/**
 * Loads the list of transforms that `save` returned.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong.
 */
export const loadTransforms = (saved: unknown): FittedTransform => {
  const { name, transforms } = fieldsOf('"transforms"', saved);
  demand(name === 'list' && Array.isArray(transforms) && transforms.length <= mostTransforms, 'a list as "transforms"');
  return inTurn(
    transforms.map((item) => {
      const fields = fieldsOf('each of "transforms"', item);
      const key = fields['name'];
      demand(typeof key === 'string' && Object.hasOwn(loaders, key), 'only transforms of this package as "transforms"');
      return loaders[key]!(fields);
    }),
  );
};
