import { checkOptions } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';
import { checkLoss, checkWeights } from '../engine/divergence.ts';
import type { LstmEngine, TrainingTask } from '../engine/engine.ts';
import { layoutOf } from '../engine/parameters.ts';
import { wholeNumber } from '../whole-number.ts';
import { chooseBuild, moduleOf } from './binary.ts';
import type { Job, Report } from './job.ts';
import { trainingMemory } from './memory/memory.ts';
import type { TrainingMemory } from './memory/memory.ts';
import { Pool } from './pool.ts';
import { Predictor } from './predictor.ts';
import type { Thread } from './thread.ts';
import { canShareMemory, parallelism } from './thread.ts';
import type { WasmModule } from './web-assembly.ts';
import { PAGE, webAssembly } from './web-assembly.ts';

const MOST_THREADS = 64;

// Below some half millisecond of work a batch, waking another thread costs more than it saves.
const LEAST_PRODUCTS = 2 ** 24;

/** Options of {@link wasmEngine}; all optional. */
export interface WasmEngineOptions {
  /**
   * Makes the same seed give the same weights, bit for bit, on every machine. It leaves relaxed SIMD aside, which is
   * some 30 % faster and rounds as the processor does. Default false: the same on one machine.
   */
  readonly reproducible?: boolean;
  /**
   * Workers at most: whole, 1 to 64. The weights do not depend on it. Default: as many as the machine runs side by
   * side, at most 8.
   */
  readonly threads?: number;
}

/** Multiplications of one batch's training, without the head's. */
const productsOf = ({ shape, batchSize, starts }: TrainingTask): number =>
  layoutOf(shape).layers.reduce((sum, { inputs, units }) => sum + 12 * units * (inputs + units), 0) *
  shape.window *
  Math.min(batchSize, starts.length);

/** Posts the job to all threads and resolves with the weights once every one of them is done. */
const carryOut = (threads: readonly Thread[], job: Job, task: TrainingTask): Promise<Float32Array> =>
  new Promise((resolve, reject) => {
    const { signal } = task;
    const onAbort = (): void => end(() => reject(signal?.reason));
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', onAbort);
      for (const thread of threads) thread.onReport = () => {};
      settle();
    };
    signal?.addEventListener('abort', onAbort);
    let done = 0;
    let weights = new Float32Array();
    const onReport = (report: Report): void => {
      try {
        if (report.kind === 'failed')
          throw forecastError('PENSTOCK_WORKER_FAILED', `A training worker failed: ${report.reason}`);
        if (report.kind === 'epoch') {
          const loss = report.losses / (job.windows * task.shape.outputs);
          checkLoss(loss, report.epoch, task);
          return task.onEpoch?.({ epoch: report.epoch, loss });
        }
        if (report.weights !== undefined) ({ weights } = report);
        done += 1;
        if (done === threads.length) end(() => resolve(weights));
      } catch (error) {
        end(() => reject(error));
      }
    };
    for (const [rank, thread] of threads.entries()) {
      thread.onReport = onReport;
      thread.start({ ...job, rank, ranks: threads.length });
    }
  });

const jobOf = (module: WasmModule, laid: TrainingMemory, task: TrainingTask): Job => {
  const shared = canShareMemory();
  const pages = laid.bytes / PAGE;
  const memory = shared ? new webAssembly.Memory({ initial: pages, maximum: pages, shared: true }) : undefined;
  const image = shared ? undefined : new ArrayBuffer(laid.bytes);
  laid.write(memory?.buffer ?? image!);
  const { network, earlier, order, parameters, signals, size } = laid;
  const { batchSize, epochs, seed } = task;
  return {
    module,
    memory,
    image,
    rank: 0,
    ranks: 1,
    network,
    earlier,
    order,
    parameters,
    signals,
    size,
    windows: task.starts.length,
    batchSize,
    epochs,
    seed,
  };
};

/**
 * Penstock's own engine: a whole training inside one WebAssembly module with SIMD, in workers.
 *
 * Single precision. The workers are started at the first training and kept for the next one; idle, they do not keep
 * a process alive. On abort they are stopped where they are. Where memory can be shared (Node, and pages that are
 * cross-origin isolated) one large training uses several workers.
 *
 * `train` also rejects with `PENSTOCK_BAD_OPTION` for a network of more than 2 GB and with `PENSTOCK_WORKER_FAILED`
 * where no worker can be started.
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
  const { reproducible = false, threads } = checkOptions(options, { reproducible: true, threads: true }, 'wasmEngine');
  if (typeof reproducible !== 'boolean') {
    throw forecastError('PENSTOCK_BAD_OPTION', `"reproducible" must be true or false, but is ${String(reproducible)}.`);
  }
  const size = wholeNumber('threads', threads ?? Math.min(8, parallelism()), 1, MOST_THREADS);
  const pool = new Pool(size);
  const build = chooseBuild(reproducible);
  let predictor: Predictor | undefined;
  return {
    name: 'wasm',

    async train(task) {
      task.signal?.throwIfAborted();
      const shards =
        canShareMemory() && productsOf(task) >= LEAST_PRODUCTS
          ? Math.ceil(Math.min(task.batchSize, task.starts.length) / 8)
          : 1;
      const ranks = Math.min(shards, 8, size);
      const laid = trainingMemory(task, ranks);
      const taken = await pool.take(ranks, task.signal);
      let finished = false;
      try {
        task.signal?.throwIfAborted();
        const weights = await carryOut(taken, jobOf(moduleOf(build), laid, task), task);
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
