import { checkOptions } from '@penstock/stream/internal';
import { checkWeights } from '../engine/divergence.ts';
import type { LstmEngine, TrainingTask } from '../engine/engine.ts';
import { layoutOf } from '../engine/layout.ts';
import { forecastError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import { chooseBuild, moduleOf } from './binary.ts';
import type { BrowserWorker } from './browser-worker.ts';
import { shardsOf } from './memory/panels.ts';
import { trainingMemory } from './memory/training-memory.ts';
import { Pool } from './pool.ts';
import { Predictor } from './predictor.ts';
import { jobOf, runJob } from './run-job.ts';
import { canShareMemory, parallelism } from './thread.ts';

const mostThreads = 64;

// If a batch takes less than about half a millisecond, waking another thread takes longer than it saves.
const leastProducts = 2 ** 24;

/** Options of {@link wasmEngine}; all optional. */
export interface WasmEngineOptions {
  /**
   * The same seed gives the same weights, bit for bit, on every machine. The engine then does not use relaxed SIMD,
   * which is about 30 % faster but rounds as the processor does. Default false: equal only on the same machine.
   */
  readonly reproducible?: boolean;
  /**
   * The maximum number of workers: whole, 1 to 64. The weights do not depend on it. Default: as many as the machine can
   * run in parallel, at most 8.
   */
  readonly threads?: number;
  /**
   * Starts a worker from the script `@penstock/forecast/worker`, for pages whose content security policy forbids
   * workers from `blob:` URLs. Not used in Node. Default: a worker from a `blob:` URL.
   */
  readonly worker?: () => BrowserWorker;
}

/** How many multiplications the training of one batch takes, without the dense layer. */
const productsOf = ({ shape, batchSize, starts }: TrainingTask): number =>
  layoutOf(shape).layers.reduce((sum, { inputs, units }) => sum + 12 * units * (inputs + units), 0) *
  shape.window *
  Math.min(batchSize, starts.length);

/**
 * The default engine: the whole training runs in one WebAssembly module with SIMD, in workers, in single precision.
 *
 * The workers start with the first training and are kept for later ones. Idle workers do not keep a process alive. An
 * abort terminates the workers of its training. If memory can be shared (in Node, and on cross-origin isolated pages),
 * one large training uses several workers.
 *
 * `train` also rejects with `PENSTOCK_BAD_OPTION` for a network of more than 2 GB, and with `PENSTOCK_WORKER_FAILED`
 * when a worker cannot start or ends early.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * const engine = wasmEngine({ reproducible: true, threads: 2 });
 * const model = await lstm.fit(closes, { engine, seed: 7 });
 * ```
 */
export const wasmEngine = (options: WasmEngineOptions = {}): LstmEngine => {
  const {
    reproducible = false,
    threads,
    worker,
  } = checkOptions(options, { reproducible: true, threads: true, worker: true }, 'wasmEngine');
  if (typeof reproducible !== 'boolean') {
    throw forecastError('PENSTOCK_BAD_OPTION', `reproducible must be true or false; got ${String(reproducible)}.`);
  }
  if (worker !== undefined && typeof worker !== 'function') {
    throw forecastError('PENSTOCK_BAD_OPTION', `worker must be a function that starts a worker; got ${typeof worker}.`);
  }
  const size = wholeNumber('threads', threads ?? Math.min(8, parallelism()), 1, mostThreads);
  const pool = new Pool(size, worker);
  const build = chooseBuild(reproducible);
  let predictor: Predictor | undefined;
  return {
    name: 'wasm',

    async train(task) {
      task.signal?.throwIfAborted();
      const isShared = canShareMemory() && productsOf(task) >= leastProducts;
      const ranks = isShared ? Math.min(shardsOf(Math.min(task.batchSize, task.starts.length)), size) : 1;
      const laid = trainingMemory(task, ranks);
      const taken = await pool.take(ranks, task.signal);
      let finished = false;
      try {
        task.signal?.throwIfAborted();
        const weights = await runJob(taken, jobOf(moduleOf(build), laid, task), task);
        finished = true;
        const parameters = laid.unpack(weights);
        checkWeights(parameters, task);
        return parameters;
      } finally {
        if (finished) pool.release(taken);
        else pool.terminate(taken);
      }
    },

    network(shape, parameters) {
      predictor ??= new Predictor(build);
      return predictor.network(shape, parameters);
    },
  };
};
