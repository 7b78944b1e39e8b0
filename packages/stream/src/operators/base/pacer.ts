import { asyncScheduler } from 'rxjs';
import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import type { Barrier } from '../../delivery/barrier.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import { startTimer } from '../../timers/start-timer.ts';
import { FlowSubscriber } from './flow-subscriber.ts';

/**
 * The base of operators that delay deliveries. Each delivery is passed on at the time that `due` returns. The order of
 * deliveries and barriers does not change.
 *
 * Waiting deliveries are unsettled, so `maxInFlight` of the source limits their number. A wait counts as a running
 * write, so that the flow does not count as stalled.
 */
export abstract class Pacer<T> extends FlowSubscriber<T, T> {
  readonly #scheduler: SchedulerLike;
  #waiting: Array<Delivery<T> | Barrier> = [];
  /** Index of the first waiting element; the ones before it were passed on. */
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
   * Returns when to pass the delivery on, ms by the scheduler's clock. Called when the delivery becomes the first in
   * the queue, and again after its wait.
   */
  protected abstract due(delivery: Delivery<T>, now: number): number;

  /** Called when the delivery is passed on. */
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
      // Removes the passed elements in large chunks, since a removal for each would be slow.
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
