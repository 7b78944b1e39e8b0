import type * as WorkerThreads from 'node:worker_threads';
import type { BrowserWorker } from './browser-worker.ts';
import { WORKER } from './built.ts';
import type { Job, Report } from './job.ts';

/** A worker that trains, in Node or in a browser. */
export interface Thread {
  /** False once the worker has ended, for whatever reason. */
  alive: boolean;
  /** Called with each report of the current job. */
  onReport: (report: Report) => void;
  start(job: Job): void;
  /** Stops the worker at once, even in the middle of a job. The thread cannot be used again. */
  terminate(): void;
}

const nodeThread = (threads: typeof WorkerThreads): Thread => {
  // The flags of the calling process may be meant for its own program only.
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
  // A worker that runs out of memory ends like this, with or without a job.
  worker.on('exit', (code) => {
    thread.alive = false;
    thread.onReport({ kind: 'failed', reason: `it ended with code ${code}` });
  });
  return thread;
};

/** A worker of the script in this package, which needs no file to be served. */
const blobWorker = (): BrowserWorker => {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
  const worker = new (globalThis as unknown as { Worker: new (url: string) => BrowserWorker }).Worker(url);
  // The URL is needed until the worker has loaded it, which its first message or error shows.
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
  // A worker whose script does not load has no message to give.
  const notLoaded =
    startWorker === undefined
      ? 'the page does not allow workers from blob: URLs. Give wasmEngine a worker'
      : 'the script of the worker that was given to wasmEngine did not load';
  // The script is this package's own, and posts nothing else.
  worker.addEventListener('message', ({ data }) => thread.onReport(data as Report));
  worker.addEventListener('error', ({ message = notLoaded }) => thread.onReport({ kind: 'failed', reason: message }));
  return thread;
};

/** Starts a worker; in a browser by `startWorker`, where it is given. */
export const startThread = (startWorker?: () => BrowserWorker): Thread => {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  return threads === undefined ? webThread(startWorker) : nodeThread(threads);
};

/** How many threads can run in parallel on this machine. */
export const parallelism = (): number =>
  globalThis.process?.getBuiltinModule?.('node:os').availableParallelism() ??
  (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ??
  1;

/** Whether workers can share one memory: always in Node, in a browser on cross-origin isolated pages. */
export const canShareMemory = (): boolean =>
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? typeof SharedArrayBuffer !== 'undefined';
