import { reasonText } from '@penstock/stream/error';
import { forecastError } from '../errors.ts';
import type { BrowserWorker } from './browser-worker.ts';
import type { Thread } from './thread.ts';
import { startThread } from './thread.ts';

/** A pool of at most `size` threads. They start when they are first needed, and are kept for later trainings. */
export class Pool {
  readonly #size: number;
  readonly #idle: Thread[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #startWorker: (() => BrowserWorker) | undefined;
  #busy = 0;

  constructor(size: number, startWorker?: () => BrowserWorker) {
    this.#size = size;
    this.#startWorker = startWorker;
  }

  /**
   * Resolves with one to `most` threads as soon as at least one is free. The caller must release or terminate them.
   *
   * @returns A promise that rejects with the signal's reason after an abort, and with `PENSTOCK_WORKER_FAILED` when a
   * worker cannot be started.
   */
  async take(most: number, signal?: AbortSignal): Promise<Thread[]> {
    while (this.#busy >= this.#size) await this.#turn(signal);
    const count = Math.min(most, this.#size - this.#busy);
    this.#busy += count;
    const threads: Thread[] = [];
    try {
      while (threads.length < count) threads.push(this.#idleThread() ?? startThread(this.#startWorker));
    } catch (error) {
      for (const thread of threads) thread.terminate();
      this.#free(count);
      throw forecastError('PENSTOCK_WORKER_FAILED', `A training worker did not start: ${reasonText(error)}`, error);
    }
    return threads;
  }

  /** Takes back threads that have finished their work. */
  release(threads: readonly Thread[]): void {
    this.#idle.push(...threads);
    this.#free(threads.length);
  }

  /** Stops threads, even in the middle of their work. */
  terminate(threads: readonly Thread[]): void {
    for (const thread of threads) thread.terminate();
    this.#free(threads.length);
  }

  #idleThread(): Thread | undefined {
    for (;;) {
      const thread = this.#idle.pop();
      if (thread === undefined || thread.alive) return thread;
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(go);
    });
  }

  #free(count: number): void {
    this.#busy -= count;
    for (const go of this.#waiting.splice(0, count)) go();
  }
}
