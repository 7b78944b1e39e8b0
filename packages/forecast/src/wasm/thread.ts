import type * as WorkerThreads from 'node:worker_threads';
import type { BrowserWorker } from './browser-worker.ts';
import { WORKER } from './built.ts';
import type { Job, Report } from './job.ts';

/** A worker that trains, in Node or in a browser. */
export interface Thread {
  /** False after the worker has ended for any reason. */
  alive: boolean;
  /** Called with each report of the current job. */
  onReport: (report: Report) => void;
  start(job: Job): void;
  /** Stops the worker immediately, even in the middle of a job. The thread cannot be used again. */
  terminate(): void;
}

const nodeThread = (threads: typeof WorkerThreads): Thread => {
  // The flags of the calling process may be meant only for its own program.
  const worker = new threads.Worker(WORKER, { eval: true, execArgv: [], name: 'penstock-forecast' });
  const thread: Thread = {
    alive: true,
    onReport() {},
    start(job) {
      // An idle thread must not keep the process from ending.
      worker.ref();
      worker.postMessage(job, job.image === undefined ? [] : [job.image]);
    },
    terminate: () => void worker.terminate(),
  };
  worker.unref();
  worker.on('message', (report: Report) => {
    if (report.kind !== 'epoch') worker.unref();
    thread.onReport(report);
  });
  worker.on('error', (error) => thread.onReport({ kind: 'failed', reason: String(error) }));
  // A worker that runs out of memory ends this way, with or without a job.
  worker.on('exit', (code) => {
    thread.alive = false;
    thread.onReport({ kind: 'failed', reason: `it ended with code ${code}.` });
  });
  return thread;
};

/** Starts a worker from the script in this package, so that the page need not serve a file. */
const blobWorker = (): BrowserWorker => {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
  const worker = new (globalThis as unknown as { Worker: new (url: string) => BrowserWorker }).Worker(url);
  // The worker needs the URL until it has loaded. Its first message or error shows that.
  const revoke = (): void => URL.revokeObjectURL(url);
  worker.addEventListener('message', revoke);
  worker.addEventListener('error', revoke);
  return worker;
};

const webThread = (startWorker: (() => BrowserWorker) | undefined): Thread => {
  const worker = (startWorker ?? blobWorker)();
  const thread: Thread = {
    alive: true,
    onReport() {},
    start: (job) => worker.postMessage(job, job.image === undefined ? [] : [job.image]),
    terminate: () => worker.terminate(),
  };
  // The error event of a script that does not load has no message.
  const notLoaded =
    startWorker === undefined
      ? 'the page does not allow workers from blob: URLs. Set the option "worker" of wasmEngine.'
      : 'the script of the worker did not load. Check the option "worker" of wasmEngine.';
  // The script belongs to this package, and posts only reports.
  worker.addEventListener('message', ({ data }) => thread.onReport(data as Report));
  worker.addEventListener('error', ({ message = notLoaded }) => thread.onReport({ kind: 'failed', reason: message }));
  return thread;
};

/** Starts a worker. In a browser, `startWorker` starts it if it is given. */
export const startThread = (startWorker?: () => BrowserWorker): Thread => {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  return threads === undefined ? webThread(startWorker) : nodeThread(threads);
};

/** How many threads can run in parallel on this machine. */
export const parallelism = (): number =>
  globalThis.process?.getBuiltinModule?.('node:os').availableParallelism() ??
  (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ??
  1;

/** Whether workers can share memory: always in Node; in a browser only on cross-origin isolated pages. */
export const canShareMemory = (): boolean =>
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? typeof SharedArrayBuffer !== 'undefined';
