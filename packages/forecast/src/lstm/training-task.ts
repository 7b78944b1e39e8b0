import type { TrainingTask } from '../engine/engine.ts';
import { initialParameters } from '../engine/initial-parameters.ts';
import { layoutOf } from '../engine/layout.ts';
import { seededRandom } from '../engine/random.ts';
import type { CheckedLstmOptions } from './check-options.ts';
import type { TrainingRows } from './rows/training-rows.ts';

/** Joins the rows of several series into one array. No window spans two series. */
const joined = (series: readonly TrainingRows[]): TrainingRows => {
  const [first, ...others] = series;
  if (others.length === 0) return first!;
  const inputs = new Float64Array(series.reduce((sum, rows) => sum + rows.inputs.length, 0));
  const targets = new Float64Array(series.reduce((sum, rows) => sum + rows.targets.length, 0));
  const starts: number[] = [];
  const validation: number[] = [];
  let [input, row] = [0, 0];
  for (const rows of series) {
    inputs.set(rows.inputs, input);
    targets.set(rows.targets, row);
    for (const start of rows.starts) starts.push(row + start);
    for (const start of rows.validation) validation.push(row + start);
    input += rows.inputs.length;
    row += rows.targets.length;
  }
  return { inputs, targets, starts, validation };
};

/** The training tasks of all members, on the windows of all series. They differ only in their seeds. */
export const tasksOf = (
  series: readonly TrainingRows[],
  options: CheckedLstmOptions,
  shape: CheckedLstmOptions['shape'],
): TrainingTask[] => {
  const { quantiles, earlyStopping, onEpoch } = options;
  const width = Math.max(1, quantiles.length);
  const { inputs, targets, starts, validation } = joined(series);
  return Array.from({ length: options.members }, (_, member): TrainingTask => {
    const random = seededRandom((options.seed + member) % 2 ** 32);
    return {
      ...options,
      shape,
      parameters: initialParameters(layoutOf(shape), random),
      inputs,
      targets,
      starts: Uint32Array.from(starts),
      validation:
        earlyStopping === undefined || validation.length === 0
          ? undefined
          : { starts: Uint32Array.from(validation), patience: earlyStopping.patience },
      steps: Array.from({ length: shape.outputs }, (_output, output) => Math.floor(output / width)),
      quantiles: Array.from({ length: shape.outputs }, (_output, output) => quantiles[output % width] ?? 0.5),
      seed: Math.floor(random() * 2 ** 32),
      onEpoch: onEpoch && ((report) => onEpoch({ ...report, member })),
    };
  });
};
