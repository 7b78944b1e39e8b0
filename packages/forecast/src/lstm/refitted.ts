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
        'This model scales by its training rows with scale(), which cannot be fitted on another series. ' +
          'Fit it with scaling, or with scale({ by: "window" }), instead.',
      );
    default:
      // These learn nothing from rows.
      return [{ name: saved.name, fit: () => loadTransforms({ name: 'list', transforms: [saved] }) }];
  }
};

/**
 * The transforms of a model as they can be fitted on another series: of the same kinds, and with the same seasons.
 *
 * @throws `PENSTOCK_BAD_OPTION` where there is no way to.
 */
export const refitted = (transforms: FittedTransform, scaling: Scaling | undefined): readonly Transform[] => {
  if (scaling === undefined) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      'apply needs to know how rows are scaled, and this model was not saved by Penstock. ' +
        'Load it again with the scaler and the history of the other series.',
    );
  }
  return (transforms.save()['transforms'] as readonly SavedTransform[]).flatMap(refit);
};
