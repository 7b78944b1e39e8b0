// The functions that the browser test calls in the page. The test bundles them with the built package.
import { wasmEngine } from '@penstock/forecast';
import type { BrowserWorker } from '@penstock/forecast';
import { forecastOf, taskOf } from './task.ts';

/** The functions that the test calls. */
export interface Page {
  /** Trains, and returns the weights, the losses and the number of workers that were started. */
  train(threads: number): Promise<{ weights: number[]; losses: number[]; workers: number }>;
  forecast(): Promise<number[]>;
  /**
   * Aborts a training of a million epochs. Returns the name and message of its rejection, and the number of weights of
   * the next training.
   */
  abort(): Promise<string>;
  /** Forecasts with a worker that loads the script `/worker.js` from the server. */
  forecastByFile(): Promise<number[]>;
  readonly isolated: boolean;
}

let workers = 0;
const { Worker: Own } = globalThis as unknown as { Worker: new (url: string) => BrowserWorker };
class Worker extends Own {
  constructor(url: string) {
    super(url);
    workers += 1;
  }
}
Object.assign(globalThis, { Worker });

const page: Page = {
  isolated: (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true,

  async train(threads) {
    const before = workers;
    const losses: number[] = [];
    const weights = await wasmEngine({ reproducible: true, threads }).train({
      ...taskOf(),
      onEpoch: ({ loss }) => losses.push(loss),
    });
    return { weights: Array.from(weights), losses, workers: workers - before };
  },

  forecast: () => forecastOf(),

  forecastByFile: () => forecastOf(() => new Worker('/worker.js')),

  async abort() {
    const engine = wasmEngine({ reproducible: true });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 50);
    try {
      await engine.train({ ...taskOf(), epochs: 1e6, signal: stop.signal });
      return 'it ended';
    } catch (error) {
      // The engine can train again.
      const { length } = await engine.train({ ...taskOf(), epochs: 1 });
      return `${String(error)} (${length})`;
    }
  },
};

(globalThis as unknown as { page: Page }).page = page;
