import type { FlowStats } from './flow-stats.ts';
import { FlowMeter } from './meter.ts';
import type { Meter } from './meter.ts';

/** The name of a flow, and the meter and callback that it reports its counts to. */
export interface ObserverSettings {
  readonly name: string | undefined;
  readonly meter: Meter | undefined;
  readonly onStats: ((stats: FlowStats) => void) | undefined;
}

/** Reports the counts of a flow to its meter and its callback, at intervals and at the end. */
export class FlowObserver {
  readonly #name: string | undefined;
  readonly #meter: FlowMeter | undefined;
  readonly #onStats: ((stats: FlowStats) => void) | undefined;
  readonly #read: () => Omit<FlowStats, 'name' | 'commits' | 'commitDuration'>;
  readonly #topics = new Set<string>();
  #commits = 0;
  #commitDuration: number | undefined;

  constructor(
    { name, meter, onStats }: ObserverSettings,
    read: () => Omit<FlowStats, 'name' | 'commits' | 'commitDuration'>,
  ) {
    this.#name = name;
    this.#meter = meter && new FlowMeter(meter);
    this.#onStats = onStats;
    this.#read = read;
  }

  /** True when there is a meter or a callback. */
  get wanted(): boolean {
    return this.#meter !== undefined || this.#onStats !== undefined;
  }

  opened(topic: string): void {
    this.#topics.add(topic);
  }

  committed(durationMs: number): void {
    this.#commits += 1;
    this.#commitDuration = durationMs;
    this.#meter?.committed(this.#flowName, durationMs);
  }

  report(): void {
    const stats = {
      name: this.#flowName,
      commits: this.#commits,
      commitDuration: this.#commitDuration,
      ...this.#read(),
    };
    this.#meter?.report(stats);
    this.#onStats?.(stats);
  }

  /** Makes the last report, and then resets the meter's up-down counters of this flow to 0. */
  end(): void {
    if (!this.wanted) return;
    this.report();
    this.#meter?.end(this.#flowName);
  }

  get #flowName(): string {
    return this.#name ?? [...this.#topics].toSorted().join(',');
  }
}
