import { Subject, Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { repeatEvery } from '../timers/repeat-every.ts';

// Often enough that a starved batch leaves soon, seldom enough that it is not one of a single record.
const everyMs = 20;

/** Asks operators and sinks to flush what they buffer, for as long as the flow waits for settlements. */
export class Starvation {
  readonly starved = new Subject<void>();
  readonly #scheduler: SchedulerLike;
  #waiting = 0;
  #announcing: Subscription | undefined;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** Goes on announcing until the returned function is called, and for as long as another wait lasts. */
  begin(): () => void {
    this.#waiting += 1;
    if (this.#waiting === 1) this.#announce();
    let waits = true;
    return () => {
      if (!waits) return;
      waits = false;
      this.#waiting -= 1;
      if (this.#waiting === 0) this.end();
    };
  }

  /** Stops announcing, also where a wait has not ended. */
  end(): void {
    this.#announcing?.unsubscribe();
    this.#announcing = undefined;
  }

  #announce(): void {
    const announcing = new Subscription();
    this.#announcing = announcing;
    // After the current hand-out is through, so that a batch that just fills is not cut in two.
    queueMicrotask(() => {
      if (!announcing.closed) this.starved.next();
    });
    const { starved } = this;
    announcing.add(repeatEvery(everyMs, () => starved.next(), this.#scheduler));
  }
}
