import { forecastError } from '../errors.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import type { FeatureSeries } from '../series/feature-series.ts';

/** How far rows may be from the training rows, in ranges of the training rows. */
const mostRanges = 10;

const middleOf = (values: Float64Array): number => values.toSorted()[values.length >> 1]!;

/**
 * Throws if a model of a global network gets rows whose scale differs from the training rows of its series, since the
 * model scales by those. The scale differs if the median of the rows is above the training rows by more than ten times
 * their range. Below, the limit is a tenth of the smallest training row if all are above 0, otherwise also ten times
 * their range.
 *
 * @throws `PENSTOCK_SERIES_SCALE`.
 */
export const checkScale = ({ values }: FeatureSeries, { global, tail: { range }, transforms }: LstmWeights): void => {
  // If each window is scaled separately, or if the model learns relative changes, rows of any scale are fine.
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
    `Expected rows of the model's series, which are from ${low} to ${high}; got rows around ${middle}. ` +
      'For another series, call apply(series) on the model, and forecast with the model that it returns.',
  );
};
