import type * as WorkerThreads from 'node:worker_threads';
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

/** The part of a browser's worker that is used here. */
interface WebWorker {
  postMessage(job: Job, transfer: readonly ArrayBuffer[]): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { data: Report }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
}

const webThread = (WebWorker: new (url: string) => WebWorker): Thread => {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
  const worker = new WebWorker(url);
  const thread: Thread = {
    alive: true,
    onReport() {},
    start: (job) => worker.postMessage(job, job.image === undefined ? [] : [job.image]),
    terminate() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
  worker.addEventListener('message', ({ data }) => thread.onReport(data));
  worker.addEventListener('error', ({ message }) =>
    thread.onReport({ kind: 'failed', reason: message ?? 'The page does not allow workers from blob: URLs.' }),
  );
  return thread;
};

/** Starts a worker. */
export const startThread = (): Thread => {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (threads !== undefined) return nodeThread(threads);
  return webThread((globalThis as unknown as { Worker: new (url: string) => WebWorker }).Worker);
};

/** How many threads can run in parallel on this machine. */
export const parallelism = (): number =>
  globalThis.process?.getBuiltinModule?.('node:os').availableParallelism() ??
  (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ??
  1;

/** Whether workers can share one memory: always in Node, in a browser on cross-origin isolated pages. */
export const canShareMemory = (): boolean =>
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? typeof SharedArrayBuffer !== 'undefined';
