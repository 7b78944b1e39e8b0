import { checkSeries } from '../series/check-series.ts';
import { forecastError } from '../errors.ts';
import { featuresOf, rowsOf } from '../series/features.ts';
import type { FeatureSeries, Model } from '../forecaster.ts';
import { checkGaps, longestStep } from '../series/gaps.ts';
import { filesOf } from '../layers-model-format/write-files.ts';
import type { Network, TrainingTask } from '../engine/engine.ts';
import type { CheckedLstmOptions } from './options.ts';
import { initialParameters, layoutOf } from '../engine/parameters.ts';
import { seededRandom } from '../engine/random.ts';
import { fitScaler, scaled, unscaled } from '../series/scaler.ts';
import type { LstmWeights, SavedLstm } from '../layers-model-format/saved-lstm.ts';
import { tailOf, windowModel } from '../forecasters/window-model.ts';

/** A model of these weights; `network` computes with them. */
export const modelOf = (weights: LstmWeights, network: Network): Model<SavedLstm> => {
  const {
    shape: { window },
    features,
    scalers,
    tail,
    longestStep,
    fittedUntil,
    steps,
    quantiles,
  } = weights;
  return windowModel<SavedLstm>(
    tail,
    {
      window,
      features,
      steps,
      quantiles,
      longestStep,
      fittedUntil,
      tell: (past) => network.predict(scaled(scalers, past)).map((value) => unscaled(scalers[0], value)),
    },
    () => filesOf(weights),
  );
};

/** Copies of what training needs of a series: it may be changed as soon as this is made. */
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

/** The one network's inputs, which all series have. */
const commonFeatures = (prepared: readonly Prepared[]): readonly string[] => {
  const [{ features }] = prepared as [Prepared];
  const odd = prepared.findIndex(
    (other) => other.features.length !== features.length || other.features.some((name, i) => name !== features[i]),
  );
  if (odd === -1) return features;
  throw forecastError(
    'PENSTOCK_SERIES_INVALID',
    `Series ${odd}: one network for all needs the same features in the same order of each, here ` +
      `(${features.join(', ')}), but it has (${prepared[odd]!.features.join(', ')}).`,
  );
};

/** The training of one network on the windows of all `prepared`; no window reaches from one series into the next. */
const taskOf = (
  prepared: readonly Prepared[],
  options: CheckedLstmOptions,
  shape: CheckedLstmOptions['shape'],
): TrainingTask => {
  const { steps, quantiles } = options;
  const random = seededRandom(options.seed);
  const width = Math.max(1, quantiles.length);
  const inputs = new Float64Array(prepared.reduce((sum, series) => sum + series.inputs.length, 0));
  const starts: number[] = [];
  let row = 0;
  for (const series of prepared) {
    inputs.set(series.inputs, row * shape.features);
    const end = row + series.rows - shape.window - steps;
    for (let start = row; start <= end; start += 1) starts.push(start);
    row += series.rows;
  }
  return {
    ...options,
    shape,
    parameters: initialParameters(layoutOf(shape), random),
    inputs,
    targets: shape.features === 1 ? inputs : Float64Array.from({ length: row }, (_, i) => inputs[i * shape.features]!),
    starts: Uint32Array.from(starts),
    steps: Array.from({ length: shape.outputs }, (_, output) => Math.floor(output / width)),
    quantiles: Array.from({ length: shape.outputs }, (_, output) => quantiles[output % width] ?? 0.5),
    seed: Math.floor(random() * 2 ** 32),
  };
};

/** Trains one network on all `prepared`, and makes a model of each of them. */
export const fitTogether = async (
  prepared: readonly Prepared[],
  options: CheckedLstmOptions,
): Promise<Model<SavedLstm>[]> => {
  const { steps, quantiles, engine } = options;
  const shape = { ...options.shape, features: 1 + commonFeatures(prepared).length };
  const trained = await engine.train(taskOf(prepared, options, shape));
  // What a saved model holds: so that it forecasts the same to the last bit once it is loaded.
  const parameters = trained.map(Math.fround);
  const network = engine.network(shape, parameters);
  return prepared.map(({ features, scalers, tail, longestStep }) =>
    modelOf(
      { shape, steps, quantiles, features, scalers, tail, longestStep, fittedUntil: tail.time, parameters },
      network,
    ),
  );
};
