import type { SchedulerLike } from 'rxjs';

/** Notices a flow in which nothing is settled and nothing written any more. */
export class StallWatch {
  readonly #scheduler: SchedulerLike;
  readonly #timeout: number;
  #writes = 0;
  #last: number;

  constructor(scheduler: SchedulerLike, timeout: number) {
    this.#scheduler = scheduler;
    this.#timeout = timeout;
    this.#last = scheduler.now();
  }

  /** True when for the whole of the timeout there was neither a settlement nor a write under way. */
  get stalled(): boolean {
    return this.#writes === 0 && this.#scheduler.now() - this.#last >= this.#timeout;
  }

  progressed(): void {
    this.#last = this.#scheduler.now();
  }

  /** Tells that a write is under way: a flow that waits for it has not stalled. Call the result when it ends. */
  beginWrite(): () => void {
    this.#writes += 1;
    let writing = true;
    return () => {
      if (!writing) return;
      writing = false;
      this.#writes -= 1;
      this.progressed();
    };
  }
}
