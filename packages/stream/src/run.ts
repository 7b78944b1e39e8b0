import { type Observable, tap } from 'rxjs';
import type { Flow, FlowOperator, FlowSource, Receipt, Sink } from './delivery/flow.ts';

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
  /** Stops the source: what is in flight is let settle, a last barrier commits, and `run` resolves. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a flow through operators into a sink until the source ends, and resolves after the last commit.
 *
 * @throws (rejects with) what the flow errors with; what was not committed then comes again on the next run.
 *
 * @example
 * ```ts
 * const { written } = await run(deliver(candles), mapValue(({ close }) => close), settle(), { signal: AbortSignal.timeout(60_000) });
 * ```
 */
export function run<A>(flow: Flow<A>, sink: Sink<A>, options?: RunOptions): Promise<RunCounts>;
export function run<A, B>(flow: Flow<A>, one: FlowOperator<A, B>, sink: Sink<B>, options?: RunOptions): Promise<RunCounts>;
export function run<A, B, C>(flow: Flow<A>, one: FlowOperator<A, B>, two: FlowOperator<B, C>, sink: Sink<C>, options?: RunOptions): Promise<RunCounts>;
export function run<A, B, C, D>(flow: Flow<A>, one: FlowOperator<A, B>, two: FlowOperator<B, C>, three: FlowOperator<C, D>, sink: Sink<D>, options?: RunOptions): Promise<RunCounts>;
export function run<A, B, C, D, E>(flow: Flow<A>, one: FlowOperator<A, B>, two: FlowOperator<B, C>, three: FlowOperator<C, D>, four: FlowOperator<D, E>, sink: Sink<E>, options?: RunOptions): Promise<RunCounts>;
export async function run(flow: Flow<unknown>, ...rest: ReadonlyArray<Step | RunOptions | undefined>): Promise<RunCounts> {
  const steps = rest.filter((step): step is Step => typeof step === 'function');
  const { signal } = (rest.find((step) => typeof step === 'object') as RunOptions | undefined) ?? {};
  const began = performance.now();
  const outcomes = { written: 0, unchanged: 0, rejected: 0 };
  let source: FlowSource | undefined;

  await new Promise<void>((resolve, reject) => {
    if (signal?.aborted) return resolve();
    const watched: Flow<unknown> = flow.pipe(
      tap((element) => {
        // The opening barrier comes before all else and names the lanes, hence the source.
        if (!source && element.kind === 'barrier') source = element.marks[0]?.lane.source;
      }),
    );
    const receipts = steps.reduce<Observable<unknown>>((upstream, step) => step(upstream as never), watched) as Observable<Receipt>;
    const subscription = receipts.subscribe({
      next: ({ outcome }) => void (outcomes[outcome] += 1),
      error: (error: unknown) => {
        const fail = () => reject(error);
        if (source) source.closed.then(fail, fail);
        else fail();
      },
      complete: resolve,
    });
    signal?.addEventListener(
      'abort',
      () => {
        if (source) return source.stop();
        // Nothing was handed out yet, so there is nothing to let settle.
        subscription.unsubscribe();
        resolve();
      },
      { once: true },
    );
  });
  await source?.closed;
  return {
    received: source?.counts.received ?? 0,
    ...outcomes,
    rejected: source?.counts.rejected ?? 0,
    skipped: source?.counts.skipped ?? 0,
    late: source?.counts.late ?? 0,
    duration: performance.now() - began,
  };
}

type Step = (upstream: never) => Observable<unknown>;
