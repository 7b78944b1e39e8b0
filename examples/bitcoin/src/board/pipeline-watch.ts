import type { FlowOptions, FlowStats } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import type { Pipeline, PipelinePartition, PipelineStep } from './api.ts';

/** The steps of a run, as the page names them. */
export type StepName = 'produce' | 'index' | 'train' | 'backtest';

type Step = { -readonly [K in keyof PipelineStep]: PipelineStep[K] };

const units: Readonly<Record<StepName, PipelineStep['unit']>> = {
  produce: 'records',
  index: 'records',
  train: 'epochs',
  backtest: 'forecasters',
};

/** Collects what the steps of a run report, for the page. */
export class PipelineWatch {
  readonly #steps: ReadonlyMap<StepName, Step>;
  readonly #now: () => number;
  readonly #listeners = new Set<(pipeline: Pipeline) => void>();
  /** The records of each step at the last tick. */
  readonly #before = new Map<StepName, number>();
  #partitions: readonly PipelinePartition[] = [];
  #lastTick: number;
  #told = '';

  /** `names`: the steps of the run in their order; none if the page shows only a store. */
  constructor(names: readonly StepName[], now: () => number = Date.now) {
    this.#steps = new Map(names.map((name) => [name, waitingStep(name)]));
    this.#now = now;
    this.#lastTick = now();
  }

  /** Calls `listener` when something has changed, until the returned function is called. */
  subscribe(listener: (pipeline: Pipeline) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Runs the work of a step, and sets its state: running, then done or failed. */
  async during<T>(name: StepName, work: () => Promise<T>): Promise<T> {
    this.#set(name, { state: 'running' });
    this.#tell();
    try {
      const result = await work();
      this.#set(name, { state: 'done', inFlight: 0, recordsPerSecond: 0 });
      return result;
    } catch (error) {
      this.#set(name, { state: 'failed', recordsPerSecond: 0, error: reasonText(error) });
      throw error;
    } finally {
      this.#tell();
    }
  }

  /** Options of a flow that make it report to the step. `onRecords` gets the number of records so far. */
  flowOptions(name: StepName, onRecords?: (records: number) => void): Pick<FlowOptions, 'onStats' | 'statsEvery'> {
    return {
      statsEvery: '250ms',
      onStats: (stats) => {
        this.stats(name, stats);
        onRecords?.(stats.received);
      },
    };
  }

  /** Takes the statistics of a flow. */
  stats(name: StepName, { received, inFlight, rejected, commits }: FlowStats): void {
    this.#set(name, { records: received, inFlight, rejections: rejected, batches: commits });
  }

  /** Takes the progress of a step that is not a flow. */
  count(name: StepName, records: number, total: number): void {
    this.#set(name, { records, total });
  }

  /**
   * Counts a retried request. A retry to the store counts for `index`; one to the topic counts for `produce` while that
   * runs, else for `index`.
   */
  retried(what: 'topic' | 'store'): void {
    const running = this.#steps.get('produce')?.state === 'running';
    const step = this.#steps.get(what === 'topic' && running ? 'produce' : 'index');
    if (step) step.retries += 1;
  }

  partitions(partitions: readonly PipelinePartition[]): void {
    this.#partitions = partitions;
  }

  /** Called once a second: computes the rates, and calls the listeners if something has changed. */
  tick(): void {
    const seconds = Math.max(1, this.#now() - this.#lastTick) / 1_000;
    this.#lastTick = this.#now();
    for (const [name, step] of this.#steps) {
      if (step.state === 'running')
        step.recordsPerSecond = Math.max(0, step.records - (this.#before.get(name) ?? 0)) / seconds;
      this.#before.set(name, step.records);
    }
    this.#tell();
  }

  snapshot(): Pipeline {
    const steps = [...this.#steps.values()].map((step) => ({ ...step }));
    return { state: stateOf(steps), steps, partitions: this.#partitions, at: this.#now() };
  }

  #set(name: StepName, change: Partial<Step>): void {
    const step = this.#steps.get(name);
    if (step) Object.assign(step, change);
  }

  #tell(): void {
    const pipeline = this.snapshot();
    const text = JSON.stringify({ ...pipeline, at: 0 });
    if (text === this.#told) return;
    this.#told = text;
    for (const listener of this.#listeners) listener(pipeline);
  }
}

const waitingStep = (name: StepName): Step => ({
  name,
  state: 'waiting',
  unit: units[name],
  records: 0,
  total: null,
  recordsPerSecond: 0,
  inFlight: 0,
  batches: 0,
  retries: 0,
  rejections: 0,
  error: null,
});

const stateOf = (steps: readonly PipelineStep[]): Pipeline['state'] => {
  if (steps.length === 0) return 'idle';
  if (steps.some(({ state }) => state === 'failed')) return 'failed';
  return steps.every(({ state }) => state === 'done') ? 'ended' : 'running';
};
