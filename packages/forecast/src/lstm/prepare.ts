import { tailOf } from '../model/tail.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import { checkSeries } from '../series/check-series.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { featuresOf, rowsOf } from '../series/features.ts';
import { checkGaps, longestStep } from '../series/gaps.ts';
import { fitScaler, scaled } from '../series/scaler.ts';
import type { CheckedLstmOptions } from './check-options.ts';

/** Copies of what a training needs of a series, so that the caller may change the series afterwards. */
export interface Prepared extends Pick<LstmWeights, 'features' | 'scalers' | 'tail' | 'longestStep'> {
  /** [row][input], scaled. */
  readonly inputs: Float64Array;
  readonly rows: number;
}

/**
 * @throws `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_GAP`, `PENSTOCK_SERIES_CONSTANT`.
 */
export const prepare = (series: FeatureSeries, { shape, steps, gaps, scaling }: CheckedLstmOptions): Prepared => {
  checkSeries(series, shape.window + steps);
  const longest = gaps === 'allow' ? Infinity : longestStep(series.times);
  checkGaps(series.times, longest);
  const features = featuresOf(series);
  const rows = rowsOf(series, features);
  const scalers = [
    fitScaler(scaling, series.values),
    ...features.map((name) => fitScaler(scaling, series.features![name]!, `of the feature "${name}" `)),
  ] as const;
  const tail = tailOf(series, shape.window, features);
  return { features, scalers, tail, longestStep: longest, inputs: scaled(scalers, rows), rows: series.values.length };
};
