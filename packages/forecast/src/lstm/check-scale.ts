import { forecastError } from '../errors.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import type { FeatureSeries } from '../series/feature-series.ts';

/** Ranges of the training rows that rows of the same series may lie off them. */
const mostRanges = 10;

const middleOf = (values: Float64Array): number => values.toSorted()[values.length >> 1]!;

/**
 * Throws where a model of a global network, which scales by the rows of its own series, is handed the rows of another
 * scale: their middle lies further off the training rows than ten times what these span, or a tenth of the smallest.
 *
 * @throws `PENSTOCK_SERIES_SCALE`.
 */
export const checkScale = ({ values }: FeatureSeries, { global, tail: { range }, transforms }: LstmWeights): void => {
  // Where each window is scaled for itself, or changes in proportion are, any scale will do.
  if (!global || range === undefined || transforms.byWindow || !(values instanceof Float64Array) || values.length === 0)
    return;
  const names = (transforms.save()['transforms'] as readonly { readonly name: string }[]).map(({ name }) => name);
  if (names.includes('log') && names.some((name) => name === 'difference' || name === 'seasonalDifference')) return;
  const [low, high] = range;
  const middle = middleOf(values);
  const far = mostRanges * (high - low);
  const tooLow = low > 0 ? middle < low / mostRanges : middle < low - far;
  if (!tooLow && !(middle > high + far)) return;
  throw forecastError(
    'PENSTOCK_SERIES_SCALE',
    `Expected rows of the series that the model scales by, which spans ${low} to ${high}; got rows around ${middle}. ` +
      'For another series call apply(series) on the model, and forecast with the model that it gives.',
  );
};
