import { from, Observable, Subscription } from 'rxjs';
import type { ObservableInput, Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { toCount } from '../duration.ts';
import { Children } from './base/children.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/**
 * Replaces each value by the asynchronous result of `project`, with at most `concurrency` calls at a time. Results come
 * in order of completion.
 *
 * A promise gives one value; identity and settlement stay the same. Any other input of RxJS's `from` may give several
 * values, as children like those of `mapMany`: the parent is settled when the inner stream has completed and every
 * child is settled. If `project` throws, its promise rejects or the inner stream errors, the delivery is rejected. A
 * barrier waits for the results of the values before it. Results of values after a barrier wait for it, while their
 * calls run.
 *
 * @param concurrency At least 1, or `Infinity`. `maxInFlight` of the source limits the number of waiting deliveries.
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const enriched = deliver(symbols).pipe(
 *   mergeMapValue(async (symbol) => (await fetch(`https://example.com/quotes/${symbol}`)).json(), 4),
 * );
 * ```
 */
export const mergeMapValue = <T, R>(
  project: (value: T, delivery: Delivery<T>) => PromiseLike<R> | ObservableInput<R>,
  concurrency: number,
): FlowOperator<T, R> => {
  const limit = concurrency === Infinity ? concurrency : toCount(concurrency, 'concurrency');
  return flowOperator((out) => new MergeMapValue(out, project, limit));
};

type Projection<T, R> = (value: T, delivery: Delivery<T>) => PromiseLike<R> | ObservableInput<R>;

/** The deliveries between two barriers: how many are not finished, and the results that wait for the barrier before. */
interface Span<R> {
  open: number;
  readonly early: Array<Delivery<R>>;
  barrier: Barrier | undefined;
}

class MergeMapValue<T, R> extends FlowSubscriber<T, R> {
  readonly #project: Projection<T, R>;
  readonly #concurrency: number;
  readonly #inner = new Subscription();
  readonly #waiting: Array<{ readonly delivery: Delivery<T>; readonly span: Span<R> }> = [];
  /** Only the first span emits; only the last has no barrier yet. */
  readonly #spans: Array<Span<R>> = [{ open: 0, early: [], barrier: undefined }];
  #active = 0;
  #sourceDone = false;

  constructor(out: Subscriber<Delivery<R> | Barrier>, project: Projection<T, R>, concurrency: number) {
    super(out);
    this.#project = project;
    this.#concurrency = concurrency;
    out.add(this.#inner);
  }

  protected onDelivery(delivery: Delivery<T>): void {
    const span = this.#spans.at(-1)!;
    span.open += 1;
    if (this.#active < this.#concurrency) this.#begin(delivery, span);
    else this.#waiting.push({ delivery, span });
  }

  protected override onBarrier(barrier: Barrier): void {
    this.#spans.at(-1)!.barrier = barrier;
    this.#spans.push({ open: 0, early: [], barrier: undefined });
    this.#advance();
  }

  protected override _complete(): void {
    this.#sourceDone = true;
    this.#advance();
  }

  #begin(delivery: Delivery<T>, span: Span<R>): void {
    this.#active += 1;
    let result: PromiseLike<R> | ObservableInput<R>;
    try {
      result = this.#project(delivery.value, delivery);
    } catch (error) {
      delivery.reject(error);
      this.#end(span);
      return;
    }
    const single = isPromise(result);
    const children = single ? undefined : new Children(delivery);
    const subscription = new Subscription();
    this.#inner.add(subscription);
    const inner = from(result as ObservableInput<R>).subscribe({
      next: (value) => this.#emit(children ? children.add(value) : delivery.withValue(value), span),
      error: (error: unknown) => {
        if (children) children.fail(error);
        else delivery.reject(error);
        this.#inner.remove(subscription);
        this.#end(span);
      },
      complete: () => {
        children?.complete();
        this.#inner.remove(subscription);
        this.#end(span);
      },
    });
    subscription.add(inner);
  }

  #emit(delivery: Delivery<R>, span: Span<R>): void {
    if (span === this.#spans[0]) this.out.next(delivery);
    else span.early.push(delivery);
  }

  #end(span: Span<R>): void {
    this.#active -= 1;
    span.open -= 1;
    const next = this.#active < this.#concurrency ? this.#waiting.shift() : undefined;
    if (next) this.#begin(next.delivery, next.span);
    this.#advance();
  }

  #advance(): void {
    let span = this.#spans[0]!;
    while (span.open === 0 && span.barrier) {
      this.#spans.shift();
      this.out.next(span.barrier);
      span = this.#spans[0]!;
      for (const delivery of span.early.splice(0)) this.out.next(delivery);
    }
    if (this.#sourceDone && span.open === 0 && this.#spans.length === 1) this.out.complete();
  }
}

const isPromise = (input: unknown): input is PromiseLike<unknown> =>
  typeof (input as { then?: unknown } | null)?.then === 'function' && !(input instanceof Observable);
