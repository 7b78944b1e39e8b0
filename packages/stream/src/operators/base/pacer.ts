import { asyncScheduler } from 'rxjs';
import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import type { Barrier } from '../../delivery/barrier.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import { startTimer } from '../../timers/start-timer.ts';
import { FlowSubscriber } from './flow-subscriber.ts';

/**
 * The base of operators that let deliveries wait: each goes on at the instant that `due` names, in order, and
 * barriers in their places.
 *
 * What waits is unsettled, so the source's `maxInFlight` bounds it. Waiting counts as work under way, lest it be
 * taken for a stall.
 */
export abstract class Pacer<T> extends FlowSubscriber<T, T> {
  readonly #scheduler: SchedulerLike;
  #waiting: Array<Delivery<T> | Barrier> = [];
  /** Index of the first that waits; what is before it has gone. */
  #first = 0;
  #timer: Subscription | undefined;
  #endWork: (() => void) | undefined;
  #done = false;

  constructor(out: Subscriber<Delivery<T> | Barrier>, scheduler: SchedulerLike = asyncScheduler) {
    super(out);
    this.#scheduler = scheduler;
    out.add(() => this.#rest());
  }

  /**
   * When the delivery may go on, ms by the scheduler's clock; asked once it is the first in line, and again after a
   * wait.
   */
  protected abstract due(delivery: Delivery<T>, now: number): number;

  /** It goes on now. */
  protected abstract passed(delivery: Delivery<T>, now: number): void;

  protected onDelivery(delivery: Delivery<T>): void {
    this.#waiting.push(delivery);
    if (!this.#timer) this.#advance();
  }

  protected override onBarrier(barrier: Barrier): void {
    if (this.#first === this.#waiting.length) this.out.next(barrier);
    else this.#waiting.push(barrier);
  }

  protected override _complete(): void {
    this.#done = true;
    if (this.#first === this.#waiting.length) this.out.complete();
  }

  #advance(): void {
    while (this.#first < this.#waiting.length && !this.closed) {
      const next = this.#waiting[this.#first]!;
      if (next.kind === 'delivery') {
        const now = this.#scheduler.now();
        const wait = this.due(next, now) - now;
        if (wait > 0) {
          this.#sleep(wait, next);
          break;
        }
        this.passed(next, now);
      }
      this.#first += 1;
      this.out.next(next);
    }
    if (this.#first < this.#waiting.length) {
      // Moved together now and then, not with each that goes.
      if (this.#first > 1_024 && this.#first * 2 > this.#waiting.length) {
        this.#waiting = this.#waiting.slice(this.#first);
        this.#first = 0;
      }
      return;
    }
    this.#waiting = [];
    this.#first = 0;
    if (this.#done) this.out.complete();
  }

  #sleep(ms: number, { lane }: Delivery<T>): void {
    this.#endWork = lane.context.beginWrite();
    const goOn = (): void => {
      this.#rest();
      this.#advance();
    };
    this.#timer = startTimer(ms, goOn, this.#scheduler);
  }

  #rest(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#endWork?.();
    this.#endWork = undefined;
  }
}
