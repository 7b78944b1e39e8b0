import { Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { startTimer } from '../timers/start-timer.ts';

interface Condition {
  readonly holds: () => boolean;
  readonly resolve: (held: boolean) => void;
}

/** Waits for what settlements bring about, each for as long as it is given. */
export class Conditions {
  readonly #scheduler: SchedulerLike;
  readonly #timers = new Subscription();
  #waiting: Condition[] = [];

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** Resolves with true once `holds`, or with false after `withinMs` or at the end of the flow. */
  until(holds: () => boolean, withinMs: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    // A source may still give partitions back after the flow has failed, and waits for this.
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

  /** Looks again, after something was settled. */
  look(): void {
    if (this.#waiting.length === 0) return;
    const held = this.#waiting.filter(({ holds }) => holds());
    if (held.length === 0) return;
    this.#waiting = this.#waiting.filter((condition) => !held.includes(condition));
    for (const { resolve } of held) resolve(true);
  }

  /** Nothing more will be settled. */
  end(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(false);
    this.#timers.unsubscribe();
  }
}
