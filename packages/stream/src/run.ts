import { Observable, Subscription } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { checkOptions } from './check-options.ts';
import type { Barrier } from './delivery/barrier.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { Flow, FlowOperator, Sink } from './delivery/flow.ts';
import type { FlowCounts, FlowSource } from './delivery/flow-source.ts';
import type { Receipt } from './delivery/receipt.ts';
import { FlowSubscriber } from './operators/base/flow-subscriber.ts';

/** What {@link run} resolves to. */
export interface RunCounts {
  /** Records that the source handed out. */
  readonly received: number;
  readonly written: number;
  /** Already there, the same, at the sink. */
  readonly unchanged: number;
  readonly rejected: number;
  /** Rejected and left behind by the policy `skip`. */
  readonly skipped: number;
  /** Left out by an operator of event time. */
  readonly late: number;
  /** Milliseconds from the call to the last commit. */
  readonly duration: number;
}

/** How {@link run} is stopped. */
export interface RunOptions {
  /** Stops the sources: what is in flight may settle, a last barrier commits, and `run` resolves. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a flow through operators into a sink until the source ends, and resolves after the last commit.
 *
 * @throws (rejects with) what the flow errors with; what was not committed then comes again on the next run.
 *
 * @example
 * ```ts
 * const { written } = await run(
 *   deliver(candles),
 *   mapValue(({ close }) => close),
 *   settle(),
 *   { signal: AbortSignal.timeout(60_000) },
 * );
 * ```
 */
export function run<A>(flow: Flow<A>, sink: Sink<A>, options?: RunOptions): Promise<RunCounts>;
export function run<A, B>(
  flow: Flow<A>,
  one: FlowOperator<A, B>,
  sink: Sink<B>,
  options?: RunOptions,
): Promise<RunCounts>;
export function run<A, B, C>(
  flow: Flow<A>,
  one: FlowOperator<A, B>,
  two: FlowOperator<B, C>,
  sink: Sink<C>,
  options?: RunOptions,
): Promise<RunCounts>;
export function run<A, B, C, D>(
  flow: Flow<A>,
  one: FlowOperator<A, B>,
  two: FlowOperator<B, C>,
  three: FlowOperator<C, D>,
  sink: Sink<D>,
  options?: RunOptions,
): Promise<RunCounts>;
export function run<A, B, C, D, E>(
  flow: Flow<A>,
  one: FlowOperator<A, B>,
  two: FlowOperator<B, C>,
  three: FlowOperator<C, D>,
  four: FlowOperator<D, E>,
  sink: Sink<E>,
  options?: RunOptions,
): Promise<RunCounts>;
export async function run(
  flow: Flow<unknown>,
  ...rest: ReadonlyArray<Step | RunOptions | undefined>
): Promise<RunCounts> {
  const steps = rest.filter((step): step is Step => typeof step === 'function');
  const [options = {}] = rest.filter((step) => typeof step !== 'function');
  const { signal } = checkOptions(options, { signal: true }, 'run');
  const began = performance.now();
  const outcomes = { written: 0, unchanged: 0, rejected: 0 };
  const sources = new Set<FlowSource>();
  if (!signal?.aborted) await receive(flow, steps, sources, signal, ({ outcome }) => void (outcomes[outcome] += 1));
  await Promise.all([...sources].map(({ closed }) => closed));
  const sum = (count: keyof FlowCounts) => [...sources].reduce((total, { counts }) => total + counts[count], 0);
  return {
    received: sum('received'),
    ...outcomes,
    rejected: sum('rejected'),
    skipped: sum('skipped'),
    late: sum('late'),
    duration: performance.now() - began,
  };
}

type Step = (upstream: never) => Observable<unknown>;

/** Subscribes, and resolves when the receipts are complete; `sources` gets the sources found meanwhile. */
const receive = (
  flow: Flow<unknown>,
  steps: readonly Step[],
  sources: Set<FlowSource>,
  signal: AbortSignal | undefined,
  next: (receipt: Receipt) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const subscription = new Subscription();
    let failure: { readonly error: unknown } | undefined;
    const add = (source: FlowSource) => {
      if (sources.has(source)) return;
      sources.add(source);
      if (signal?.aborted) source.stop();
      // A source that has given up has completed long ago: the receipts would wait on for a write that never ends.
      source.closed.catch((error: unknown) => {
        subscription.unsubscribe();
        // Where a step failed first, its error is the cause; that of the source only follows from the end.
        reject(failure ? failure.error : error);
      });
    };
    const stop = (): void => {
      if (sources.size > 0) return sources.forEach((source) => source.stop());
      // Nothing was handed out yet, so there is nothing to let settle.
      subscription.unsubscribe();
      resolve();
    };
    const apply = (upstream: Observable<unknown>, step: Step) => step(upstream as never);
    const values = steps.slice(0, -1).reduce(apply, flow) as Flow<unknown>;
    // In front of the sink, where the barriers of joined and merged sources come along as well.
    const watched: Flow<unknown> = new Observable((out) => values.subscribe(new SourceWatch(out, add)));
    const receipts = steps.slice(-1).reduce(apply, watched) as Observable<Receipt>;
    const receiving = receipts.subscribe({
      next,
      error: (error: unknown) => {
        failure = { error };
        // Not at once: a flow may fail while it is subscribed, before its source is known here.
        queueMicrotask(
          () => void Promise.allSettled([...sources].map(({ closed }) => closed)).then(() => reject(error)),
        );
      },
      complete: resolve,
    });
    subscription.add(receiving);
    signal?.addEventListener('abort', stop, { once: true });
    // A signal may outlive many runs.
    receiving.add(() => signal?.removeEventListener('abort', stop));
  });

/** Tells the source of each barrier that passes. */
class SourceWatch extends FlowSubscriber<unknown, unknown> {
  readonly #onSource: (source: FlowSource) => void;

  constructor(out: Subscriber<Delivery<unknown> | Barrier>, onSource: (source: FlowSource) => void) {
    super(out);
    this.#onSource = onSource;
  }

  protected onDelivery(delivery: Delivery<unknown>): void {
    this.out.next(delivery);
  }

  protected override onBarrier(barrier: Barrier): void {
    this.#onSource(barrier.source);
    this.out.next(barrier);
  }
}
