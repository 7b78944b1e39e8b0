import { forecastError } from '../errors.ts';
import type { Scaling } from '../series/scaler.ts';
import type { FittedSeason } from '../transforms/deseasonalise.ts';
import { deseasonalise } from '../transforms/deseasonalise.ts';
import type { FittedTransform, SavedTransform, Transform } from '../transforms/transform.ts';
import { loadTransforms } from '../transforms/load-transforms.ts';

const refit = (saved: SavedTransform): readonly Transform[] => {
  switch (saved.name) {
    case 'deseasonalise':
      return (saved['seasons'] as readonly FittedSeason[]).map(({ kind, indices }) =>
        deseasonalise({ periods: indices.length, kind, test: false }),
      );
    case 'scale':
      throw forecastError(
        'PENSTOCK_BAD_OPTION',
        'apply cannot fit the transform scale() on another series: the model scales by its training rows. ' +
          'Fit the model with the option scaling, or with scale({ by: "window" }).',
      );
    default:
      // These transforms learn nothing from rows.
      return [{ name: saved.name, fit: () => loadTransforms({ name: 'list', transforms: [saved] }) }];
  }
};

/**
 * The transforms of a model in a form that can be fitted on another series: of the same kinds, with the same seasons.
 *
 * @throws `PENSTOCK_BAD_OPTION` if a transform cannot be fitted again.
 */
export const refitted = (transforms: FittedTransform, scaling: Scaling | undefined): readonly Transform[] => {
  if (scaling === undefined) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      'Expected a model that Penstock saved, because apply needs its kind of scaling; got a model of another ' +
        'program. Instead of apply, load the model again with the scaler and the history of the other series.',
    );
  }
  return (transforms.save()['transforms'] as readonly SavedTransform[]).flatMap(refit);
};
