import { describe, expect, test } from 'vitest';
import { lstm, referenceEngine, scale } from '../../../src/index.ts';
import type { FeatureSeries, LstmEngine, LstmOptions, TrainingTask } from '../../../src/index.ts';
import { daily } from '../../simulated.ts';
import { wave } from '../../waves.ts';

const quick: LstmOptions = { transforms: [], scaling: 'minMax', earlyStopping: false, window: 3, units: 1, epochs: 1 };

const { earlyStopping: _, ...byDefault } = quick;

/** Returns the task that the engine gets. */
const taskOf = async (options: LstmOptions, series: FeatureSeries = wave(12)): Promise<TrainingTask> => {
  let task: TrainingTask | undefined;
  const engine: LstmEngine = {
    ...referenceEngine,
    train(given) {
      task = given;
      return referenceEngine.train(given);
    },
  };
  await lstm.fit(series, { ...options, engine });
  return task!;
};

describe('training rows', () => {
  test('have a window at every stride, including the last possible window', async () => {
    expect(Array.from((await taskOf(quick)).starts)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(Array.from((await taskOf({ ...quick, stride: 3 })).starts)).toEqual([2, 5, 8]);
    expect(Array.from((await taskOf({ ...quick, stride: 100 })).starts)).toEqual([8]);
  });

  test('keep the last windows for validation, and train on no window that shares a target with them', async () => {
    const { starts, validation } = await taskOf({ ...quick, steps: 3, earlyStopping: { share: 0.3 } });
    expect(Array.from(validation!.starts)).toEqual([5, 6]);
    expect(Array.from(starts)).toEqual([0, 1, 2]);
    await expect(taskOf({ ...quick, steps: 8, earlyStopping: true })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_TOO_SHORT',
      message: expect.stringContaining('earlyStopping'),
    });
    // By default, a short series has no validation windows.
    expect((await taskOf(byDefault)).validation).toBeUndefined();
    expect((await taskOf(byDefault, wave(60))).validation).toBeDefined();
  });

  test('scale each window and its targets by the rows of the window only', async () => {
    const transforms = [scale({ by: 'window', scaling: 'minMax' })];
    const task = await taskOf({ ...quick, transforms, steps: 2 }, daily([0, 10, 20, 30, 20, 40, 60, 80]));
    expect(Array.from(task.starts)).toEqual([0, 5, 10, 15]);
    const block = (i: number) => [...task.inputs.slice(5 * i, 5 * i + 3), ...task.targets.slice(5 * i + 3, 5 * i + 5)];
    // [0, 10, 20] and the rows after it, divided by the range of 20; then [10, 20, 30], and so on.
    expect(block(0)).toEqual([0, 0.5, 1, 1.5, 1]);
    expect(block(1)).toEqual([0, 0.5, 1, 0.5, 1.5]);
    expect(block(3)).toEqual([0.5, 0, 1, 2, 3]);
  });

  test('have columns known in advance as early as they are needed, and no others', async () => {
    const series = daily([1, 2, 3, 4, 5, 6, 7, 8]);
    const features = {
      holiday: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7),
      volume: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    };
    const { inputs, starts } = await taskOf({ ...quick, known: ['holiday'], steps: 2 }, { ...series, features });
    const columnOf = (column: number) =>
      Array.from({ length: 6 }, (_, row) => Math.round(7 * inputs[3 * row + column]!));
    expect(columnOf(1)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(columnOf(2)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Array.from(starts)).toEqual([0, 1, 2, 3]);
  });
});
