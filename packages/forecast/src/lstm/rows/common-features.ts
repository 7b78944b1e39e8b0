import { forecastError } from '../../errors.ts';
import type { Columns } from '../../series/columns.ts';

/**
 * Throws unless `columns` are the same as the columns of the network's other series.
 *
 * @throws `PENSTOCK_SERIES_INVALID`.
 */
export const checkFeatures = ({ features }: Columns, { features: expected }: Columns): void => {
  if (features.length === expected.length && features.every((name, i) => name === expected[i])) return;
  throw forecastError(
    'PENSTOCK_SERIES_INVALID',
    'With global, all series must have the same features in the same order. ' +
      `Expected (${expected.join(', ')}); got (${features.join(', ')}).`,
  );
};
