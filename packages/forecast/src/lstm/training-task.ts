import type { TrainingTask } from '../engine/engine.ts';
import { initialParameters } from '../engine/initial-parameters.ts';
import { layoutOf } from '../engine/layout.ts';
import { seededRandom } from '../engine/random.ts';
import { forecastError } from '../errors.ts';
import type { CheckedLstmOptions } from './check-options.ts';
import type { Prepared } from './prepare.ts';

/** The features that all series have: the inputs of their one network. */
export const commonFeatures = (prepared: readonly Prepared[]): readonly string[] => {
  const [{ features }] = prepared as [Prepared];
  const odd = prepared.findIndex(
    (other) => other.features.length !== features.length || other.features.some((name, i) => name !== features[i]),
  );
  if (odd === -1) return features;
  throw forecastError(
    'PENSTOCK_SERIES_INVALID',
    `Series ${odd}: one network for all needs the same features in the same order in each series. Expected ` +
      `(${features.join(', ')}) as in series 0; got (${prepared[odd]!.features.join(', ')}).`,
  );
};

/** The training of one network on the windows of all `prepared`. No window spans two series. */
export const taskOf = (
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
