import type { Network } from '../engine/engine.ts';
import type { NetworkShape } from '../engine/network-shape.ts';
import type { Build } from './binary.ts';
import { moduleOf } from './binary.ts';
import type { KernelExports } from './job.ts';
import type { PredictionMemory } from './memory/prediction-memory.ts';
import { predictionMemory } from './memory/prediction-memory.ts';
import { pagesFor } from './pages.ts';
import { pageBytes, webAssembly } from './web-assembly.ts';

/**
 * Computes single predictions on the caller's thread. All networks share one memory and use it one after another. With
 * one instance for each model, about a hundred models would use up the address space.
 */
export class Predictor {
  readonly #memory = new webAssembly.Memory({ initial: 1, maximum: 32_768, shared: true });
  readonly #kernel: KernelExports;
  #resident: PredictionMemory | undefined;

  constructor(build: Build) {
    const { exports } = new webAssembly.Instance(moduleOf(build), { env: { memory: this.#memory } });
    this.#kernel = exports as unknown as KernelExports;
  }

  /** Makes a network with these weights. */
  network(shape: NetworkShape, parameters: Float64Array): Network {
    const laid = predictionMemory(shape, parameters);
    return {
      predict: (inputs) => {
        this.#load(laid);
        const { buffer } = this.#memory;
        new Float32Array(buffer, laid.input, shape.window * shape.features).set(inputs);
        this.#kernel.predict(laid.network, laid.input, laid.output);
        return Float64Array.from(new Float32Array(buffer, laid.output, shape.outputs));
      },
    };
  }

  #load(laid: PredictionMemory): void {
    if (this.#resident === laid) return;
    const missing = pagesFor(laid.bytes) - this.#memory.buffer.byteLength / pageBytes;
    if (missing > 0) this.#memory.grow(missing);
    laid.write(this.#memory.buffer);
    this.#resident = laid;
  }
}
