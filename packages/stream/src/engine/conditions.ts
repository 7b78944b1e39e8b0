import { Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { startTimer } from '../timers/start-timer.ts';

interface Condition {
  readonly holds: () => boolean;
  readonly resolve: (held: boolean) => void;
}

/** Waits until conditions that depend on settlements hold, each with its own time limit. */
export class Conditions {
  readonly #scheduler: SchedulerLike;
  readonly #timers = new Subscription();
  #waiting: Condition[] = [];

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** Resolves with true when `holds` returns true, or with false after `withinMs` or at the end of the flow. */
  until(holds: () => boolean, withinMs: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    // After a failure of the flow, a source may still wait here while it gives partitions back.
    if (this.#timers.closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const condition: Condition = {
        holds,
        resolve: (held) => {
          timer.unsubscribe();
          this.#timers.remove(timer);
          resolve(held);
        },
      };
      const giveUp = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== condition);
        condition.resolve(false);
      };
      const timer = startTimer(withinMs, giveUp, this.#scheduler);
      this.#timers.add(timer);
      this.#waiting.push(condition);
    });
  }

  /** Checks the conditions again after a settlement. */
  look(): void {
    if (this.#waiting.length === 0) return;
    const held = this.#waiting.filter(({ holds }) => holds());
    if (held.length === 0) return;
    this.#waiting = this.#waiting.filter((condition) => !held.includes(condition));
    for (const { resolve } of held) resolve(true);
  }

  /** Resolves all waits with false, since nothing more will be settled. */
  end(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(false);
    this.#timers.unsubscribe();
  }
}
