import { asyncScheduler, Observable } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { OptionNames } from '../check-options.ts';
import { toCount, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { streamError } from '../errors.ts';
import { versionedStates } from '../state/versioned-states.ts';
import type { StateStore } from '../state/state-store.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow } from '../delivery/flow.ts';
import type { FlowPort } from './flow-port.ts';
import type { FlowSettings } from '../engine/flow-settings.ts';
import type { FlowStats } from '../statistics/flow-stats.ts';
import type { Meter } from '../statistics/meter.ts';
import { toRejectionPolicy } from '../delivery/rejection.ts';
import type { RejectionPolicy } from '../delivery/rejection.ts';
import { RunningFlow } from '../engine/running-flow.ts';

/** Options that every source of a flow takes. */
export interface FlowOptions {
  /** Most deliveries in flight, that is handed out and not settled; at least 1, default 10,000. */
  readonly maxInFlight?: number;
  /**
   * Most bytes in flight, for sources that report record sizes; at least 1. A record above the limit is handed out
   * alone. Default: no limit.
   */
  readonly maxInFlightBytes?: number;
  /**
   * Time between barriers, each followed by a commit, at least 1 ms. `Infinity` commits only at the end. Default
   * `'1s'`.
   */
  readonly commitEvery?: Duration;
  /** What to do with a rejected record; default `'stop'`. */
  readonly onReject?: RejectionPolicy;
  /** Where operator state is stored. Operators with state need it when the source commits. */
  readonly stateStore?: StateStore;
  /**
   * `'volatile'` allows a flow to run without a state store, so that operator state is lost with the process, and to
   * begin with empty state where the store has none.
   */
  readonly state?: 'volatile';
  /**
   * Longest wait for the deliveries in flight after the source has ended or stopped; `Infinity` for no limit. Default
   * `'30s'`.
   */
  readonly drainTimeout?: Duration;
  /**
   * Longest time without credit in which no write is under way and no delivery is settled, at least 1 ms; the flow then
   * errors with `PENSTOCK_STALLED`. `Infinity` for no limit. Default `'30s'`.
   */
  readonly stallTimeout?: Duration;
  /** Called every `statsEvery` and at the end. If it throws, the flow fails. */
  readonly onStats?: (stats: FlowStats) => void;
  /** An OpenTelemetry meter for the metrics `penstock.flow.*`, which are updated every `statsEvery` and at the end. */
  readonly meter?: Meter;
  /**
   * Time between two reports to `onStats` and `meter`, at least 1 ms. `Infinity` reports only at the end. Default
   * `'10s'`.
   */
  readonly statsEvery?: Duration;
  /** Name of the flow in stats and metrics; default its topics, joined by commas. */
  readonly name?: string;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The names of {@link FlowOptions}, for a source that takes them together with its own options. */
export const flowOptionNames: OptionNames<FlowOptions> = {
  maxInFlight: true,
  maxInFlightBytes: true,
  commitEvery: true,
  onReject: true,
  stateStore: true,
  state: true,
  drainTimeout: true,
  stallTimeout: true,
  onStats: true,
  meter: true,
  statsEvery: true,
  name: true,
  scheduler: true,
};

/**
 * Makes a flow of a source that you write as a {@link FlowPort}. The flow adds back-pressure, settlement, barriers,
 * commits, the rejection policy and time limits.
 *
 * The flow is cold and takes one subscription; a second one gets the error `PENSTOCK_FLOW_TAKEN`.
 *
 * @throws `PENSTOCK_BAD_OPTION` immediately, when an option is unknown or out of range.
 *
 * @example
 * ```ts
 * const flow = createFlow<number>({
 *   async start(output) {
 *     const [lane] = await output.announce([{ topic: 'numbers', partition: 0, offset: 0 }]);
 *     for (let offset = 0; offset < 100 && (await output.ready()); offset += 1) lane!.next({ value: offset, offset });
 *   },
 * });
 * ```
 */
export const createFlow = <T>(port: FlowPort<T>, options: FlowOptions = {}): Flow<T> => {
  checkOptions(options, flowOptionNames, 'createFlow');
  if (options.state !== undefined && options.state !== 'volatile') {
    throw streamError('PENSTOCK_BAD_OPTION', `state must be 'volatile' or left out; got ${String(options.state)}.`);
  }
  const settings: FlowSettings = {
    maxInFlight: toCount(options.maxInFlight ?? 10_000, 'maxInFlight'),
    maxInFlightBytes:
      options.maxInFlightBytes === undefined ? Infinity : toCount(options.maxInFlightBytes, 'maxInFlightBytes'),
    commitEvery: toTimeLimit(options.commitEvery ?? '1s', 'commitEvery', { min: 1 }),
    onReject: toRejectionPolicy(options.onReject === undefined ? 'stop' : options.onReject),
    stateStore: options.stateStore && versionedStates(options.stateStore),
    volatile: options.state === 'volatile',
    drainTimeout: toTimeLimit(options.drainTimeout ?? '30s', 'drainTimeout'),
    stallTimeout: toTimeLimit(options.stallTimeout ?? '30s', 'stallTimeout', { min: 1 }),
    name: options.name,
    meter: options.meter,
    onStats: options.onStats,
    statsEvery: toTimeLimit(options.statsEvery ?? '10s', 'statsEvery', { min: 1 }),
    scheduler: options.scheduler ?? asyncScheduler,
  };
  let taken = false;
  return new Observable<Delivery<T> | Barrier>((subscriber) => {
    if (taken) {
      subscriber.error(
        streamError(
          'PENSTOCK_FLOW_TAKEN',
          'A flow takes one subscription, and this flow was subscribed before. Make a new flow, or use tee() for ' +
            'several sinks.',
        ),
      );
      return undefined;
    }
    taken = true;
    const running = new RunningFlow(settings, subscriber, {
      commit: port.commit?.bind(port),
      close: port.close?.bind(port),
    });
    // `async` turns a synchronous throw of the port into a rejection, which fails the flow.
    running.start(async () => port.start(running));
    return () => running.leave();
  });
};
