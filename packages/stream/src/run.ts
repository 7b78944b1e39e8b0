import { Observable, Subscription } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { checkOptions } from './check-options.ts';
import type { Barrier } from './delivery/barrier.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { Flow, FlowOperator, Sink } from './delivery/flow.ts';
import type { FlowCounts, FlowSource } from './delivery/flow-source.ts';
import type { Receipt } from './delivery/receipt.ts';
import { FlowSubscriber } from './operators/base/flow-subscriber.ts';

/** The counts that {@link run} resolves to. */
export interface RunCounts {
  /** Records that the source handed out. */
  readonly received: number;
  readonly written: number;
  /** Deliveries that the sink did not write because it already held the same content. */
  readonly unchanged: number;
  readonly rejected: number;
  /** Rejected records that the policy `skip` dropped. */
  readonly skipped: number;
  /** Records that event-time operators did not use because they came too late. */
  readonly late: number;
  /** Milliseconds from the call to the last commit. */
  readonly duration: number;
}

/** Options of {@link run}. */
export interface RunOptions {
  /** Stops the sources. `run` then lets the records in flight settle, commits them, and resolves. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a flow through operators into a sink until the source ends. Resolves after the last commit.
 *
 * @throws (rejects with) the error of the flow. The next run reads the uncommitted records again.
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

/** Subscribes, and resolves when the sink completes. Adds each source that it finds to `sources`. */
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
      // After `drainTimeout` a source gives up. Its observable completed before that, so it cannot report the error,
      // and the sink may wait for ever for a write that never ends.
      source.closed.catch((error: unknown) => {
        subscription.unsubscribe();
        // When a step failed first, its error is the cause. The source's error is only a consequence.
        reject(failure ? failure.error : error);
      });
    };
    const stop = (): void => {
      if (sources.size > 0) return sources.forEach((source) => source.stop());
      // No source has started, so no record is in flight.
      subscription.unsubscribe();
      resolve();
    };
    const apply = (upstream: Observable<unknown>, step: Step) => step(upstream as never);
    const values = steps.slice(0, -1).reduce(apply, flow) as Flow<unknown>;
    // The watch is in front of the sink, where the barriers of all joined and merged sources pass.
    const watched: Flow<unknown> = new Observable((out) => values.subscribe(new SourceWatch(out, add)));
    const receipts = steps.slice(-1).reduce(apply, watched) as Observable<Receipt>;
    const receiving = receipts.subscribe({
      next,
      error: (error: unknown) => {
        failure = { error };
        // In a microtask: a flow may fail during `subscribe`, before `sources` has its source.
        queueMicrotask(
          () => void Promise.allSettled([...sources].map(({ closed }) => closed)).then(() => reject(error)),
        );
      },
      complete: resolve,
    });
    subscription.add(receiving);
    signal?.addEventListener('abort', stop, { once: true });
    // One signal may serve many runs, so each run removes its listener.
    receiving.add(() => signal?.removeEventListener('abort', stop));
  });

/** Passes everything on, and reports the source of each barrier. */
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
