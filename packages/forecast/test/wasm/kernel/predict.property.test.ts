import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseBuild, moduleOf } from '../../../src/wasm/binary.ts';
import type { KernelExports } from '../../../src/wasm/job.ts';
import { trainingMemory } from '../../../src/wasm/memory/training-memory.ts';
import { Predictor } from '../../../src/wasm/predictor.ts';
import { pagesFor } from '../../../src/wasm/pages.ts';
import { webAssembly } from '../../../src/wasm/web-assembly.ts';
import { tasks } from '../../engine/random-task.ts';

// With targets of 0, the absolute error is the size of the outputs, so the losses of the shards show the outputs bit
// for bit.
test.each([true, false])('computes one window to the same bits as training does (reproducible: %j)', (reproducible) => {
  const build = chooseBuild(reproducible);
  const predictor = new Predictor(build);
  fc.assert(
    fc.property(tasks, (task) => {
      const { shape, starts, inputs } = task;
      const plain = {
        ...task,
        dropout: 0,
        recurrentDropout: 0,
        loss: 'mae',
        batchSize: starts.length,
        targets: new Float64Array(task.targets.length),
      } as const;
      const laid = trainingMemory(plain, 1);
      const memory = new webAssembly.Memory({
        initial: pagesFor(laid.bytes),
        maximum: pagesFor(laid.bytes),
        shared: true,
      });
      laid.write(memory.buffer);
      const kernel = new webAssembly.Instance(moduleOf(build), { env: { memory } }).exports as KernelExports;
      kernel.slopes(laid.network, 0, 0, kernel.shardsOf(starts.length), 0, starts.length);
      const network = predictor.network(shape, task.parameters);
      const outputs = Array.from(starts, (start) =>
        Array.from(network.predict(inputs.subarray(start * shape.features, (start + shape.window) * shape.features))),
      );
      // The sum of all outputs of a shard, in the kernel's order and in double precision as the kernel adds them.
      const panels = Math.ceil(starts.length / 8);
      const shards = kernel.shardsOf(starts.length);
      for (let shard = 0; shard < shards; shard += 1) {
        const from = Math.floor((shard * panels) / shards) * 8;
        const to = Math.floor(((shard + 1) * panels) / shards) * 8;
        const sum = outputs
          .slice(from, to)
          .flat()
          .reduce((total, output) => total + Math.abs(output), 0);
        expect(new Float64Array(memory.buffer, laid.losses, shards)[shard]).toBe(sum);
      }
    }),
    { numRuns: 100 },
  );
});
