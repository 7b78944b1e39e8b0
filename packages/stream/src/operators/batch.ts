import { asyncScheduler, Subscription } from 'rxjs';
import type { SchedulerLike, Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { ForwardingDelivery } from '../delivery/forwarding-delivery.ts';
import { toCount, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { startTimer } from '../timers/start-timer.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/** Options of {@link batch}. */
export interface BatchOptions {
  /** The maximum number of values in a batch; at least 1. */
  readonly maxBatch: number;
  /** Longest time that the oldest value waits; `Infinity` for no limit. Default `'1s'`. */
  readonly maxAge?: Duration;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Gathers values into arrays of `maxBatch`. An array has fewer values when the oldest has waited `maxAge`, when the
 * flow ends, or when the source has no credit.
 *
 * Settling the batch settles its members. Its id is the ids of its first and last member, joined by `..`; key, time,
 * headers and position come from the last member. A barrier waits for the members before it.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const blocks = deliver(candles).pipe(batch({ maxBatch: 500, maxAge: '200ms' }));
 * ```
 */
export const batch = <T>(options: BatchOptions): FlowOperator<T, readonly T[]> => {
  const { scheduler = asyncScheduler } = checkOptions(
    options,
    { maxBatch: true, maxAge: true, scheduler: true },
    'batch',
  );
  const maxBatch = toCount(options.maxBatch, 'maxBatch');
  const maxAge = toTimeLimit(options.maxAge ?? '1s', 'maxAge');
  return flowOperator((out) => new Batch(out, maxBatch, maxAge, scheduler));
};

/** The delivery of a batch: it has the properties of the last member, and settles all members. */
class BatchDelivery<T> extends ForwardingDelivery<readonly T[]> {
  readonly #members: ReadonlyArray<Delivery<unknown>>;

  constructor(values: readonly T[], members: ReadonlyArray<Delivery<unknown>>) {
    super(values, members.at(-1)!);
    this.#members = members;
  }
  override get id(): string {
    return this.#members.length === 1 ? this.inner.id : `${this.#members[0]!.id}..${this.inner.id}`;
  }
  override ack(): void {
    // By index, since an iterator allocates an object for each member.
    for (let at = 0; at < this.#members.length; at += 1) this.#members[at]!.ack();
  }
  override reject(reason: unknown): void {
    for (const member of this.#members) member.reject(reason);
  }
}

class Batch<T> extends FlowSubscriber<T, readonly T[]> {
  readonly #maxBatch: number;
  readonly #maxAge: number;
  readonly #scheduler: SchedulerLike;
  readonly #subscriptions = new Subscription();
  #count = 0;
  #members: Array<Delivery<unknown>> = [];
  #values: T[] = [];
  /** Barriers that came after the current members. */
  #barriers: Barrier[] = [];
  #timer: Subscription | undefined;
  #listening = false;

  constructor(
    out: Subscriber<Delivery<readonly T[]> | Barrier>,
    maxBatch: number,
    maxAge: number,
    scheduler: SchedulerLike,
  ) {
    super(out);
    this.#maxBatch = maxBatch;
    this.#maxAge = maxAge;
    this.#scheduler = scheduler;
    out.add(this.#subscriptions);
  }

  protected onDelivery(delivery: Delivery<T>): void {
    // A batch must not span a barrier, since the records before a barrier are settled separately from those after it.
    if (this.#barriers.length > 0) this.#flush();
    if (this.#count === 0) this.#first(delivery);
    const at = this.#count++;
    this.#members[at] = delivery.origin;
    this.#values[at] = delivery.value;
    if (this.#count === this.#maxBatch) this.#flush();
  }

  protected override onBarrier(barrier: Barrier): void {
    if (this.#count === 0) this.out.next(barrier);
    else this.#barriers.push(barrier);
  }

  protected override _complete(): void {
    this.#flush();
    this.out.complete();
  }

  #first({ lane }: Delivery<T>): void {
    if (!this.#listening) {
      this.#listening = true;
      this.#subscriptions.add(lane.context.starved.subscribe(() => this.#flush()));
    }
    this.#timer = startTimer(this.#maxAge, () => this.#flush(), this.#scheduler);
    this.#subscriptions.add(this.#timer);
  }

  #flush(): void {
    if (this.#timer) {
      this.#timer.unsubscribe();
      this.#subscriptions.remove(this.#timer);
      this.#timer = undefined;
    }
    if (this.#count > 0) {
      const full = this.#count === this.#maxBatch;
      if (!full) this.#members.length = this.#values.length = this.#count;
      const delivery = new BatchDelivery(this.#values, this.#members);
      // The next batch will probably be full too. Growing its arrays step by step would cost more than the rest.
      this.#members = [];
      this.#values = [];
      if (full) this.#members.length = this.#values.length = this.#maxBatch;
      this.#count = 0;
      this.out.next(delivery);
    }
    for (const barrier of this.#barriers.splice(0)) this.out.next(barrier);
  }
}
