import { longestStepOn } from '../../calendar/on-calendar.ts';
import type { OnCalendar } from '../../calendar/on-calendar.ts';
import { tailOf } from '../../model/tail.ts';
import { forecastError } from '../../errors.ts';
import type { LstmWeights } from '../../layers-model-format/lstm-weights.ts';
import { checkSeries } from '../../series/check-series.ts';
import type { Columns } from '../../series/columns.ts';
import { columnsOf, widthOf } from '../../series/columns.ts';
import type { FeatureSeries } from '../../series/feature-series.ts';
import { featuresOf } from '../../series/features.ts';
import { checkGaps } from '../../series/gaps.ts';
import { fitScaler, notScaled } from '../../series/scaler.ts';
import { medianStep } from '../../series/spacing.ts';
import { fitTransforms } from '../../transforms/fit-transforms.ts';
import type { Transform } from '../../transforms/transform.ts';
import type { SettledOptions } from '../settle.ts';
import type { TrainingRows } from './training-rows.ts';
import { trainingRows } from './training-rows.ts';

/** The part of a model that belongs to a series, not to the network. */
export type SeriesPart = Pick<
  LstmWeights,
  'columns' | 'scalers' | 'transforms' | 'tail' | 'longestStep' | 'fittedUntil'
>;

/** Copies of the data that a training needs of a series, so that the caller may change the series afterwards. */
export interface Prepared {
  readonly part: SeriesPart;
  readonly training: TrainingRows;
}

type PartOptions = Pick<SettledOptions, 'shape' | 'steps' | 'gaps' | 'scaling' | 'known' | 'calendar'>;

const columnsFor = (series: FeatureSeries, { known, calendar }: PartOptions): Columns => {
  const features = featuresOf(series);
  const missing = known.find((name) => !features.includes(name));
  if (missing === undefined) return { features, known, calendar };
  throw forecastError(
    'PENSTOCK_SERIES_INVALID',
    `known must name features of the series (${features.join(', ')}); got "${missing}".`,
  );
};

/** The scaler of each column. The scaler of the series' own values is fitted on the transformed values. */
const scalersFor = (
  series: FeatureSeries,
  columns: Columns,
  own: Float64Array,
  byWindow: boolean,
  { scaling }: PartOptions,
): LstmWeights['scalers'] => {
  const features = columns.features.map((name) =>
    fitScaler(scaling, series.features![name]!, `of the feature "${name}" `),
  );
  const calendar = Array.from({ length: widthOf(columns) - 1 - features.length }, () => notScaled);
  return [byWindow ? notScaled : fitScaler(scaling, own), ...features, ...calendar];
};

const fitted = (onSteps: OnCalendar, options: PartOptions, list: readonly Transform[], asked?: Columns) => {
  const { series } = onSteps;
  const { shape, steps, gaps } = options;
  checkSeries(series, Math.max(2, shape.window + steps));
  const longest = gaps === 'allow' ? Infinity : longestStepOn(onSteps);
  checkGaps(series.times, longest);
  const columns = asked ?? columnsFor(series, options);
  const rows = columnsOf(series, columns).slice();
  const own = series.values.slice();
  const transforms = fitTransforms(list, own, medianStep(series.times));
  checkSeries(series, shape.window + transforms.lookback + steps);
  const scalers = scalersFor(series, columns, transforms.forward(own, 0), transforms.byWindow, options);
  const width = widthOf(columns);
  const kept = (shape.window + transforms.lookback) * width;
  const tail = { ...tailOf(series, 1, [], onSteps), values: Array.from(rows.subarray(rows.length - kept)) };
  const part: SeriesPart = { columns, scalers, transforms, tail, longestStep: longest, fittedUntil: tail.time };
  return { part, rows };
};

/**
 * The part that a model with a trained network needs of the rows of a series.
 *
 * @throws As {@link prepare}.
 */
export const seriesPart = (
  rows: OnCalendar,
  options: PartOptions,
  list: readonly Transform[],
  columns: Columns,
): SeriesPart => fitted(rows, options, list, columns).part;

/**
 * Prepares a series for training.
 *
 * @throws `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_GAP`, `PENSTOCK_SERIES_CONSTANT`.
 */
export const prepare = (onSteps: OnCalendar, options: SettledOptions): Prepared => {
  const { part, rows } = fitted(onSteps, options, options.transforms);
  return { part, training: trainingRows({ rows, ...part }, options) };
};
