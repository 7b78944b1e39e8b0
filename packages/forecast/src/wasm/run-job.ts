import { checkLoss } from '../engine/divergence.ts';
import type { TrainingTask } from '../engine/engine.ts';
import { forecastError } from '../errors.ts';
import type { Job, Report } from './job.ts';
import type { TrainingMemory } from './memory/training-memory.ts';
import { pagesFor } from './pages.ts';
import type { Thread } from './thread.ts';
import { canShareMemory } from './thread.ts';
import type { WasmModule } from './web-assembly.ts';
import { pageBytes, webAssembly } from './web-assembly.ts';

/** Makes the job of a task: allocates the memory and writes the task into it. `runJob` sets the rank of each thread. */
export const jobOf = (module: WasmModule, laid: TrainingMemory, task: TrainingTask): Job => {
  const shared = canShareMemory();
  const pages = pagesFor(laid.bytes);
  const memory = shared ? new webAssembly.Memory({ initial: pages, maximum: pages, shared: true }) : undefined;
  const image = shared ? undefined : new ArrayBuffer(pages * pageBytes);
  laid.write(memory?.buffer ?? image!);
  const { network, earlier, order, parameters, signals, size, losses, dropout } = laid;
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
    losses,
    dropout,
    windows: task.starts.length,
    held: task.validation?.starts.length ?? 0,
    patience: task.validation?.patience ?? 0,
    batchSize,
    epochs,
    seed,
  };
};

/** Posts the job to all threads. Resolves with the packed weights when all threads are done. */
export const runJob = (threads: readonly Thread[], job: Job, task: TrainingTask): Promise<Float32Array> =>
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
          const validationLoss = report.held / (job.held * task.shape.outputs);
          return task.onEpoch?.({ epoch: report.epoch, loss, ...(job.held > 0 && { validationLoss }) });
        }
        if (report.weights !== undefined) ({ weights } = report);
        done += 1;
        if (done === threads.length) end(() => resolve(weights));
      } catch (error) {
        end(() => reject(error));
      }
    };
    try {
      for (const [rank, thread] of threads.entries()) {
        thread.onReport = onReport;
        thread.start({ ...job, rank, ranks: threads.length });
      }
    } catch (error) {
      end(() => reject(error));
    }
  });
