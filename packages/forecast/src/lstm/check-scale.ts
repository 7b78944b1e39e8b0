import { forecastError } from '../errors.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import type { FeatureSeries } from '../series/feature-series.ts';

/** How many ranges of the training rows other rows of the same series may be away from them. */
const mostRanges = 10;

const middleOf = (values: Float64Array): number => values.toSorted()[values.length >> 1]!;

/**
 * Throws if a model of a global network gets rows of another scale than those of its series, by which it scales. Rows
 * are of another scale if their median is more than ten times the range of the training rows away from them, or less
 * than a tenth of the smallest one.
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
