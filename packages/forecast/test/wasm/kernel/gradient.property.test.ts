import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrainingTask } from '../../../src/index.ts';
import { moduleOf } from '../../../src/wasm/binary.ts';
import type { KernelExports } from '../../../src/wasm/job.ts';
import { firstFreeByte } from '../../../src/wasm/memory/address-space.ts';
import { layerBytes, networkBytes } from '../../../src/wasm/memory/kernel-records.ts';
import { trainingMemory } from '../../../src/wasm/memory/training-memory.ts';
import { pagesFor } from '../../../src/wasm/pages.ts';
import { webAssembly } from '../../../src/wasm/web-assembly.ts';
import { masksOf } from '../../../src/engine/dropout.ts';
import { lossAt } from '../../../src/reference/loss.ts';
import { ReferenceLstm } from '../../../src/reference/reference-lstm.ts';
import { draws, furthest, largest, tasks } from '../../engine/random-task.ts';

const start = (task: TrainingTask) => {
  const laid = trainingMemory(task, 1);
  const memory = new webAssembly.Memory({ initial: pagesFor(laid.bytes), maximum: pagesFor(laid.bytes), shared: true });
  laid.write(memory.buffer);
  const kernel = new webAssembly.Instance(moduleOf('simd128'), { env: { memory } }).exports as KernelExports;
  kernel.transpose(laid.network);
  return { laid, kernel, memory };
};

const referenceGradient = (task: TrainingTask, count: number): Float64Array => {
  const { shape, inputs, targets } = task;
  const network = new ReferenceLstm(shape);
  const gradient = new Float64Array(task.parameters.length);
  for (const [i, at] of task.starts.subarray(0, count).entries()) {
    const window = inputs.subarray(at * shape.features, (at + shape.window) * shape.features);
    const slopes = network.forward(task.parameters, window, masksOf(task, i)).map((output, o) => {
      const target = targets[at + shape.window + task.steps[o]!]!;
      return lossAt(task, output - target, task.quantiles[o]!).slope / (count * shape.outputs);
    });
    network.backward(task.parameters, gradient, slopes);
  }
  return gradient;
};

describe('the kernel', () => {
  test('has records of the size that the memory is laid out for', () => {
    fc.assert(
      fc.property(tasks, (task) => {
        const { kernel } = start(task);
        expect([kernel.networkBytes(), kernel.layerBytes(), kernel.free()]).toEqual([
          networkBytes,
          layerBytes,
          firstFreeByte,
        ]);
      }),
      { numRuns: 1 },
    );
  });

  test('agrees with the gradient of the reference, to 2e-5 of its largest value', () => {
    fc.assert(
      fc.property(tasks, (task) => {
        const { laid, kernel, memory } = start(task);
        const count = Math.min(task.batchSize, task.starts.length);
        const shards = kernel.shardsOf(count);
        kernel.slopes(laid.network, 0, 0, shards, 0, count);
        const gradient = new Float64Array(task.parameters.length);
        for (let shard = 0; shard < shards; shard += 1) {
          const part = laid.unpack(new Float32Array(memory.buffer, laid.gradients + shard * laid.size * 4, laid.size));
          for (const [i, slope] of part.entries()) gradient[i]! += slope;
        }
        const expected = referenceGradient(task, count);
        expect(furthest(gradient, expected)).toBeLessThan(2e-5 * Math.max(1e-3, largest(expected)));
      }),
      { numRuns: 300, ...draws },
    );
  });

  test('computes the same bits however the shards are divided among threads', () => {
    fc.assert(
      fc.property(tasks, (task) => {
        const count = Math.min(task.batchSize, task.starts.length);
        const [whole, parts] = [start(task), start(task)];
        const shards = whole.kernel.shardsOf(count);
        whole.kernel.slopes(whole.laid.network, 0, 0, shards, 0, count);
        for (let shard = shards - 1; shard >= 0; shard -= 1)
          parts.kernel.slopes(parts.laid.network, 0, shard, shard + 1, 0, count);
        const losses = [whole, parts].map(({ kernel, laid }) => kernel.prepare(laid.network, count));
        whole.kernel.update(whole.laid.network, 0, 1, count);
        for (const rank of [2, 0, 1]) parts.kernel.update(parts.laid.network, rank, 3, count);
        expect(losses[1]).toBe(losses[0]);
        expect(new Uint8Array(parts.memory.buffer, parts.laid.parameters, parts.laid.size * 4)).toEqual(
          new Uint8Array(whole.memory.buffer, whole.laid.parameters, whole.laid.size * 4),
        );
      }),
      { numRuns: 100 },
    );
  });
});
