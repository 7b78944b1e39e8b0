import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import type { CheckedLstmOptions } from './check-options.ts';
import type { LstmModel } from './model.ts';
import { modelOf, networksOf } from './model.ts';
import type { Prepared } from './rows/prepare.ts';
import { tasksOf } from './training-task.ts';
import { widthOf } from '../series/columns.ts';

/** Trains the networks of all members on the windows of all `prepared` series, and makes one model for each series. */
export const fitTogether = async (
  prepared: readonly [Prepared, ...Prepared[]],
  options: CheckedLstmOptions,
  global = false,
): Promise<LstmModel[]> => {
  const { steps, direct, quantiles, engine, scaling, combine } = options;
  const shape = { ...options.shape, features: widthOf(prepared[0].part.columns) };
  const tasks = tasksOf(
    prepared.map(({ training }) => training),
    options,
    shape,
  );
  // Each training gets its own signal, because Node warns if many listeners are on one.
  const trained = await Promise.all(
    tasks.map((task) => engine.train({ ...task, signal: task.signal && AbortSignal.any([task.signal]) })),
  );
  // A saved model has single precision. Rounding now makes a loaded model forecast exactly the same.
  const members = trained.map((parameters) => parameters.map(Math.fround));
  const common = { shape, steps, direct, quantiles, scaling, global, combine };
  const weights = prepared.map(({ part }): LstmWeights => ({
    ...common,
    ...part,
    members: members as [Float64Array, ...Float64Array[]],
  }));
  const networks = networksOf(weights[0]!, engine);
  return weights.map((own) => modelOf(own, networks));
};
