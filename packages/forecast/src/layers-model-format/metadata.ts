import { mostFeatures } from '../series/features.ts';
import { areQuantiles } from '../engine/network-bounds.ts';
import type { LstmWeights } from './lstm-weights.ts';
import { demand, fieldsOf, numberOf, scalerOf } from '../saved/saved-fields.ts';
import { savedTail } from '../model/saved-tail.ts';
import { checkStoredVersion } from '../stored-version.ts';

const savedFormat = 'penstock-lstm';
const savedVersion = 3;

/** What the LayersModel format has no place for. It is stored in the model's user-defined metadata. */
export type LstmMetadata = Omit<LstmWeights, 'shape' | 'parameters'> & Pick<LstmWeights['shape'], 'window'>;

/** The user-defined metadata of a model. */
export const metadataOf = ({
  shape,
  steps,
  quantiles,
  features,
  scalers: [scaler, ...others],
  tail,
  longestStep,
  fittedUntil,
}: LstmWeights): object => ({
  penstock: {
    format: savedFormat,
    version: savedVersion,
    window: shape.window,
    steps,
    quantiles,
    scaler,
    tail,
    fittedUntil,
    // JSON has no Infinity.
    longestStep: longestStep === Infinity ? null : longestStep,
    features: features.map((name, i) => ({ name, scaler: others[i] })),
  },
});

/**
 * Reads the user-defined metadata of a LayersModel; `undefined` where Penstock did not write it.
 *
 * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong; `PENSTOCK_FORMAT_UNSUPPORTED` for metadata of another version.
 */
export const readMetadata = (metadata: unknown): LstmMetadata | undefined => {
  const ours = fieldsOf('"userDefinedMetadata"', metadata ?? {})['penstock'];
  if (ours === undefined) return undefined;
  const { format, version, window, steps, quantiles, scaler, features, tail, longestStep, fittedUntil } = fieldsOf(
    '"userDefinedMetadata.penstock"',
    ours,
  );
  demand(format === savedFormat, `format "${savedFormat}" in its metadata`);
  checkStoredVersion('a saved LSTM', numberOf('version', version), savedVersion);
  demand(
    Array.isArray(quantiles) && (quantiles.length === 0 || areQuantiles(quantiles)),
    'increasing numbers with 0.5 among them as "quantiles"',
  );
  demand(Array.isArray(features) && features.length <= mostFeatures, `at most ${mostFeatures} "features"`);
  const others = features.map((feature) => {
    const { name, scaler: own } = fieldsOf('each of "features"', feature);
    demand(typeof name === 'string', 'a "name" on each of "features"');
    return { name, scaler: scalerOf('features.scaler', own) };
  });
  const rows = numberOf('window', window);
  return {
    window: rows,
    steps: numberOf('steps', steps),
    longestStep: longestStep === null ? Infinity : numberOf('longestStep', longestStep),
    fittedUntil: numberOf('fittedUntil', fittedUntil),
    quantiles: [...(quantiles as number[])],
    features: others.map(({ name }) => name),
    scalers: [scalerOf('scaler', scaler), ...others.map((other) => other.scaler)],
    tail: savedTail(tail, rows * (1 + others.length)),
  };
};
