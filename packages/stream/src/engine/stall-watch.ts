import type { SchedulerLike } from 'rxjs';

/** Detects a stalled flow: one in which no delivery is settled and no write is running. */
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

  /** True when no delivery was settled and no write was running during the whole timeout. */
  get stalled(): boolean {
    return this.#writes === 0 && this.#scheduler.now() - this.#last >= this.#timeout;
  }

  progressed(): void {
    this.#last = this.#scheduler.now();
  }

  /** Reports that a write has begun: a flow that waits for a write has not stalled. Call the result when it ends. */
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
