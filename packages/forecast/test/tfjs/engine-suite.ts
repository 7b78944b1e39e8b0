import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as tfjs from '@tensorflow/tfjs';
import { lstm, referenceEngine } from '../../src/index.ts';
import type { LstmEngine, LstmOptions, TrainingTask } from '../../src/index.ts';
import { weightsOf } from '../../src/lstm/load.ts';
import { tfjsEngine } from '../../src/tfjs/index.ts';
import { draws, furthest, largest, tasks } from '../engine/random-task.ts';
import { quick } from '../lstm/quick-options.ts';
import { wave } from '../waves.ts';

const train = async (engine: LstmEngine, task: TrainingTask) => {
  const losses: number[] = [];
  const parameters = await engine.train({ ...task, onEpoch: ({ loss }) => losses.push(loss) });
  return { losses, parameters };
};

/** The tests that the engine must pass on every backend of TensorFlow.js. */
export const engineSuite = (backend: string, tf: typeof tfjs) =>
  describe(`tfjsEngine over the backend ${backend}`, () => {
    const engine = tfjsEngine(tf);
    /** Runs `body`, and checks that it leaves no tensor behind. */
    const withoutTrace = async (body: () => Promise<void>) => {
      const before = tf.memory().numTensors;
      await body();
      expect(tf.memory().numTensors).toBe(before);
    };

    beforeAll(async () => {
      await tf.setBackend(backend);
      expect(tf.getBackend()).toBe(backend);
    });

    test('agrees with the outputs of the reference', () =>
      withoutTrace(async () => {
        fc.assert(
          fc.property(tasks, ({ shape, parameters, inputs }) => {
            const window = inputs.subarray(0, shape.window * shape.features);
            const expected = referenceEngine.network(shape, parameters).predict(window);
            const ours = engine.network(shape, parameters).predict(window);
            expect(furthest(ours, expected)).toBeLessThan(1e-5 * Math.max(1, largest(expected)));
          }),
          { numRuns: 40 },
        );
      }));

    test('agrees with the losses and weights of the reference after some steps', { timeout: 60_000 }, () =>
      withoutTrace(() =>
        fc.assert(
          fc.asyncProperty(tasks, async (task) => {
            // Three batches; the last one is shorter.
            const batchSize = Math.ceil(task.starts.length / 2.5);
            const few = { ...task, batchSize, epochs: 2 };
            const expected = await train(referenceEngine, few);
            const ours = await train(engine, few);
            for (const [i, loss] of expected.losses.entries())
              expect(Math.abs(ours.losses[i]! - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
            expect(furthest(ours.parameters, expected.parameters)).toBeLessThan(1e-4);
          }),
          { ...draws, numRuns: 20 },
        ),
      ),
    );

    test('stops on abort after the current batch, with the reason, and leaves no tensor', () =>
      withoutTrace(async () => {
        const stop = new AbortController();
        const reason = new Error('enough');
        setTimeout(() => stop.abort(reason), 50);
        await expect(lstm.fit(wave(500), { ...quick, engine, epochs: 100_000, signal: stop.signal })).rejects.toBe(
          reason,
        );
        await expect(lstm.fit(wave(60), { ...quick, engine, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      }));

    test('lets timers run while it trains', async () => {
      let turns = 0;
      const timer = setInterval(() => (turns += 1), 1);
      await lstm.fit(wave(200), { ...quick, engine, epochs: 10 });
      clearInterval(timer);
      expect(turns).toBeGreaterThan(5);
    });

    test('leaves no tensor when onEpoch throws, when the loss diverges and when the backend fails', () =>
      withoutTrace(async () => {
        const reason = new Error('enough');
        const onEpoch = () => {
          throw reason;
        };
        await expect(lstm.fit(wave(60), { ...quick, engine, onEpoch })).rejects.toBe(reason);
        await expect(lstm.fit(wave(60), { ...quick, engine, epochs: 200, learningRate: 10 })).rejects.toMatchObject({
          code: 'PENSTOCK_TRAINING_DIVERGED',
        });
        let products = 0;
        const failing = {
          ...tf,
          matMul: (a: Parameters<typeof tf.matMul>[0], b: Parameters<typeof tf.matMul>[1]) => {
            products += 1;
            if (products === 20) throw reason;
            return tf.matMul(a, b);
          },
        };
        await expect(lstm.fit(wave(60), { ...quick, engine: tfjsEngine(failing) })).rejects.toBe(reason);
      }));

    test('learns quantiles for several steps at once, and learns equal weights from equal seeds', () =>
      withoutTrace(async () => {
        const options: LstmOptions = {
          ...quick,
          units: [3, 2],
          steps: 2,
          loss: 'pinball',
          dropout: 0.1,
          recurrentDropout: 0.1,
          seed: 3,
          engine,
        };
        const epochs: number[] = [];
        const model = await lstm.fit(wave(60), { ...options, onEpoch: ({ epoch }) => epochs.push(epoch) });
        expect(epochs).toEqual([1, 2, 3]);
        expect(model.forecast(3).quantiles).toHaveLength(3);
        const again = await lstm.fit(wave(60), options);
        expect(furthest(weightsOf(again.save(), {}).members[0], weightsOf(model.save(), {}).members[0])).toBeLessThan(
          1e-6,
        );
      }));
  });
