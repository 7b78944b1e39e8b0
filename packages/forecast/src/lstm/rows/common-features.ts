import { forecastError } from '../../errors.ts';
import type { Columns } from '../../series/columns.ts';

/**
 * Throws unless `columns` are those of the network's other series.
 *
 * @throws `PENSTOCK_SERIES_INVALID`.
 */
export const checkFeatures = ({ features }: Columns, { features: expected }: Columns): void => {
  if (features.length === expected.length && features.every((name, i) => name === expected[i])) return;
  throw forecastError(
    'PENSTOCK_SERIES_INVALID',
    'One network for all needs the same features in the same order in each series. ' +
      `Expected (${expected.join(', ')}); got (${features.join(', ')}).`,
  );
};
