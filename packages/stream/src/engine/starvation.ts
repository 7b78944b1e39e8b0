import { Subject, Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { repeatEvery } from '../timers/repeat-every.ts';

// Short enough that a batch of a starved flow is flushed soon; long enough that it has more than one record.
const everyMs = 20;

/** Asks operators and sinks to flush what they buffer while the flow waits for settlements. */
export class Starvation {
  readonly starved = new Subject<void>();
  readonly #scheduler: SchedulerLike;
  #waiting = 0;
  #announcing: Subscription | undefined;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** Emits `starved` repeatedly until the returned function is called. Overlapping calls share one timer. */
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

  /** Stops emitting, even when a wait has not ended. */
  end(): void {
    this.#announcing?.unsubscribe();
    this.#announcing = undefined;
  }

  #announce(): void {
    const announcing = new Subscription();
    this.#announcing = announcing;
    // In a microtask, after the current record has passed, which may fill a batch. A flush before would split that
    // batch.
    queueMicrotask(() => {
      if (!announcing.closed) this.starved.next();
    });
    const { starved } = this;
    announcing.add(repeatEvery(everyMs, () => starved.next(), this.#scheduler));
  }
}
