import type { Model } from '../forecaster.ts';
import type { SavedLstm } from '../layers-model-format/saved-lstm.ts';
import type { CheckedLstmOptions } from './check-options.ts';
import { modelOf } from './model.ts';
import type { Prepared } from './prepare.ts';
import { commonFeatures, taskOf } from './training-task.ts';

/** Trains one network on all `prepared`, and makes a model for each of them. */
export const fitTogether = async (
  prepared: readonly Prepared[],
  options: CheckedLstmOptions,
): Promise<Model<SavedLstm>[]> => {
  const { steps, quantiles, engine } = options;
  const shape = { ...options.shape, features: 1 + commonFeatures(prepared).length };
  const trained = await engine.train(taskOf(prepared, options, shape));
  // A saved model holds single precision, so that a loaded model forecasts the same bits.
  const parameters = trained.map(Math.fround);
  const network = engine.network(shape, parameters);
  return prepared.map(({ features, scalers, tail, longestStep }) =>
    modelOf(
      { shape, steps, quantiles, features, scalers, tail, longestStep, fittedUntil: tail.time, parameters },
      network,
    ),
  );
};
