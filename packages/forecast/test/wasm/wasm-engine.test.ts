import { describe, expect, test } from 'vitest';
import type { TrainingTask } from '../../src/index.ts';
import { wasmEngine } from '../../src/index.ts';
import { initialParameters } from '../../src/engine/initial-parameters.ts';
import { layoutOf } from '../../src/engine/layout.ts';
import { seededRandom } from '../../src/engine/random.ts';
import { shapeOf, threadsTask } from './threads-task.ts';

const taskOf = (changes: Partial<TrainingTask> = {}, units = 40): TrainingTask => {
  const shape = shapeOf(units);
  return threadsTask(shape, initialParameters(layoutOf(shape), seededRandom(1)), changes);
};

describe('wasmEngine', () => {
  // All trainings run at the same time, so that threads wait for each other at every place.
  test('learns the same bits with one, two, three and four threads', async () => {
    const engines = [1, 2, 3, 4].map((threads) => wasmEngine({ threads }));
    const [one, ...others] = await Promise.all(
      [...engines, ...engines].map(async (engine) =>
        Buffer.from((await engine.train(taskOf({ epochs: 4 }))).buffer).toString('hex'),
      ),
    );
    for (const other of others) expect(other === one).toBe(true);
  });

  test('trains several networks at the same time on few threads', async () => {
    const engine = wasmEngine({ threads: 2 });
    const alone = await engine.train(taskOf({}, 8));
    const together = await Promise.all(Array.from({ length: 6 }, () => engine.train(taskOf({}, 8))));
    for (const weights of together) expect(weights).toEqual(alone);
  });

  // FNV-1a over the bits, as computed with Node 20 and Node 24 on x64.
  test('learns the same weights as on other machines if reproducible is true', async () => {
    const weights = await wasmEngine({ reproducible: true }).train(taskOf({}, 3));
    const bits = new Uint32Array(Float32Array.from(weights).buffer);
    expect(bits.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5)).toBe(797_792_717);
  });

  test('stops immediately on abort, in the middle of an epoch, and can be used again', async () => {
    const engine = wasmEngine({ threads: 2 });
    const stop = new AbortController();
    const reason = new Error('enough');
    const training = engine.train(taskOf({ epochs: 1e6, signal: stop.signal }, 200));
    setTimeout(() => stop.abort(reason), 30);
    await expect(training).rejects.toBe(reason);
    await expect(engine.train(taskOf({ epochs: 1 }, 2))).resolves.toHaveLength(4 * 2 * 4 + 3);
  });

  test('stops while it waits for a thread', async () => {
    const engine = wasmEngine({ threads: 1 });
    const [busy, waiting] = [new AbortController(), new AbortController()];
    const first = engine.train(taskOf({ epochs: 1e6, signal: busy.signal }, 4));
    const second = engine.train(taskOf({ signal: waiting.signal }));
    waiting.abort(new Error('no longer wanted'));
    await expect(second).rejects.toThrow('no longer wanted');
    busy.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    await expect(engine.train(taskOf({ epochs: 1 }, 2))).resolves.toBeDefined();
  });

  test('does not block the event loop', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    let during = 0;
    await wasmEngine().train(taskOf({ epochs: 20, onEpoch: () => (during = turns) }, 100));
    clearInterval(timer);
    expect(during).toBeGreaterThan(10);
  });

  test('refuses a network that does not fit into memory', async () => {
    const shape = { ...taskOf().shape, window: 10_000, layers: [1000] };
    const parameters = new Float64Array(layoutOf(shape).size);
    const values = new Float64Array(10_100);
    const training = wasmEngine().train({ ...taskOf(), shape, parameters, inputs: values, targets: values });
    await expect(training).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });

  test.each([{ threads: 0 }, { threads: 1.5 }, { reproducible: 'yes' as never }])('refuses %o', (options) => {
    expect(() => wasmEngine(options)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
