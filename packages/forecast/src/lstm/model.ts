import type { Network } from '../engine/engine.ts';
import type { Model } from '../forecaster.ts';
import { windowModel } from '../model/window-model.ts';
import type { LstmWeights } from '../layers-model-format/lstm-weights.ts';
import type { SavedLstm } from '../layers-model-format/saved-lstm.ts';
import { filesOf } from '../layers-model-format/write-files.ts';
import { scaled, unscaled } from '../series/scaler.ts';

/** A model with these weights; `network` computes with them. */
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
      predict: (past) => network.predict(scaled(scalers, past)).map((value) => unscaled(scalers[0], value)),
    },
    () => filesOf(weights),
  );
};
