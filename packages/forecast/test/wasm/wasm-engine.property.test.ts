import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpochReport, LstmEngine, TrainingTask } from '../../src/index.ts';
import { referenceEngine, wasmEngine } from '../../src/index.ts';
import { draws, furthest, largest, tasks } from '../engine/random-task.ts';

const train = async (engine: LstmEngine, task: TrainingTask) => {
  const losses: number[] = [];
  const parameters = await engine.train({ ...task, onEpoch: ({ loss }) => losses.push(loss) });
  return { losses, parameters };
};

describe.each([{ reproducible: true }, { reproducible: false }])('the kernel with %o', (options) => {
  const engine = wasmEngine(options);

  test('agrees with the outputs of the reference, to 2e-6 of the largest', () => {
    fc.assert(
      fc.property(tasks, ({ shape, parameters, inputs }) => {
        const window = inputs.subarray(0, shape.window * shape.features);
        const expected = referenceEngine.network(shape, parameters).predict(window);
        const ours = engine.network(shape, parameters).predict(window);
        expect(furthest(ours, expected)).toBeLessThan(2e-6 * Math.max(1, largest(expected)));
      }),
      { numRuns: 200 },
    );
  });

  // The first step of Adam does not depend on the size of the gradient. So the rate is small, and weights are compared
  // after ten steps.
  test('agrees with the weights of the reference after ten steps', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, async (task) => {
        const batches = Math.ceil(task.starts.length / task.batchSize);
        const ten = { ...task, epochs: Math.ceil(10 / batches) };
        const expected = await train(referenceEngine, ten);
        const ours = await train(engine, ten);
        expect(ours.losses).toHaveLength(expected.losses.length);
        for (const [i, loss] of expected.losses.entries())
          expect(Math.abs(ours.losses[i]! - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
        expect(furthest(ours.parameters, expected.parameters)).toBeLessThan(1e-4);
      }),
      { numRuns: 60, ...draws },
    );
  });

  test('ends early at the same epoch as the reference, with the weights of the best epoch', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, async (task) => {
        const cut = Math.ceil(task.starts.length / 2);
        const starts = task.starts.slice(0, cut);
        const held = task.starts.slice(task.starts.length - cut);
        const stopping = { ...task, starts, epochs: 6, learningRate: 0.01, validation: { starts: held, patience: 2 } };
        const run = async (of: LstmEngine) => {
          const losses: number[] = [];
          const onEpoch = ({ validationLoss }: EpochReport) => void losses.push(validationLoss!);
          return { parameters: await of.train({ ...stopping, onEpoch }), losses };
        };
        const [expected, ours] = [await run(referenceEngine), await run(engine)];
        const [lowest, next = Infinity] = expected.losses.toSorted((a, b) => a - b);
        // If the losses of two epochs are nearly equal, single precision may prefer the other one.
        fc.pre(next - lowest! > 1e-4 * Math.max(1, lowest!));
        expect(ours.losses.indexOf(Math.min(...ours.losses))).toBe(expected.losses.indexOf(lowest!));
        for (const [i, loss] of ours.losses.entries())
          expect(Math.abs(loss - (expected.losses[i] ?? loss))).toBeLessThan(1e-3 * Math.max(1, loss));
        expect(furthest(ours.parameters, expected.parameters)).toBeLessThan(2e-2);
      }),
      { numRuns: 40, ...draws },
    );
  });
});
