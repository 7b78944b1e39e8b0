import type { Series } from '@penstock/stream';
import { checkSeries } from '../check-series.ts';
import type { Model } from '../forecaster.ts';
import { filesOf } from '../layers/write-files.ts';
import type { Network, TrainingTask } from '../lstm/engine.ts';
import type { CheckedLstmOptions } from '../lstm/options.ts';
import { initialParameters, layoutOf } from '../lstm/parameters.ts';
import { seededRandom } from '../lstm/random.ts';
import type { Scaler } from '../scaler.ts';
import { fitScaler, scaled, unscaled } from '../scaler.ts';
import type { LstmWeights, SavedLstm } from './saved-lstm.ts';
import type { Tail } from './window-model.ts';
import { tailOf, windowModel } from './window-model.ts';

/** A model of these weights; `network` computes with them. */
export const modelOf = (weights: LstmWeights, network: Network): Model<SavedLstm> => {
  const { scaler, tail, steps, quantiles } = weights;
  return windowModel<SavedLstm>(
    tail,
    {
      steps,
      quantiles,
      tell: (past) => network.predict(scaled(scaler, past)).map((value) => unscaled(scaler, value)),
    },
    () => filesOf(weights),
  );
};

/** Copies of what training needs of a series: it may be changed as soon as this is made. */
export interface Prepared {
  readonly scaler: Scaler;
  readonly values: Float64Array;
  readonly tail: Tail;
}

/** @throws `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_CONSTANT`. */
export const prepare = (series: Series, { shape, steps, scaling }: CheckedLstmOptions): Prepared => {
  checkSeries(series, shape.window + steps);
  const scaler = fitScaler(scaling, series.values);
  return { scaler, values: scaled(scaler, series.values), tail: tailOf(series, shape.window) };
};

/** The training of one network on the windows of all `prepared`; no window reaches from one series into the next. */
const taskOf = (prepared: readonly Prepared[], options: CheckedLstmOptions): TrainingTask => {
  const { shape, steps, quantiles } = options;
  const random = seededRandom(options.seed);
  const width = Math.max(1, quantiles.length);
  const values = new Float64Array(prepared.reduce((rows, series) => rows + series.values.length, 0));
  const starts: number[] = [];
  let row = 0;
  for (const series of prepared) {
    values.set(series.values, row);
    const end = row + series.values.length - shape.window - steps;
    for (let start = row; start <= end; start += 1) starts.push(start);
    row += series.values.length;
  }
  return {
    ...options,
    parameters: initialParameters(layoutOf(shape), random),
    inputs: values,
    targets: values,
    starts: Uint32Array.from(starts),
    steps: Array.from({ length: shape.outputs }, (_, output) => Math.floor(output / width)),
    quantiles: Array.from({ length: shape.outputs }, (_, output) => quantiles[output % width] ?? 0.5),
    seed: Math.floor(random() * 2 ** 32),
  };
};

/** Trains one network on all `prepared`, and makes a model of each of them. */
export const fitTogether = async (prepared: readonly Prepared[], options: CheckedLstmOptions): Promise<Model<SavedLstm>[]> => {
  const { shape, steps, quantiles, engine } = options;
  const trained = await engine.train(taskOf(prepared, options));
  // What a saved model holds: so that it forecasts the same to the last bit once it is loaded.
  const parameters = trained.map(Math.fround);
  const network = engine.network(shape, parameters);
  return prepared.map(({ scaler, tail }) => modelOf({ shape, steps, quantiles, scaler, tail, parameters }, network));
};
