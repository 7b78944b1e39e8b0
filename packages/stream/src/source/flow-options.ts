import type { SchedulerLike } from 'rxjs';
import type { OptionNames } from '../check-options.ts';
import type { RejectionPolicy } from '../delivery/rejection.ts';
import type { Duration } from '../duration.ts';
import type { StateStore } from '../state/state-store.ts';
import type { FlowStats } from '../statistics/flow-stats.ts';
import type { Meter } from '../statistics/meter.ts';

/** Options that every source of a flow takes. */
export interface FlowOptions {
  /** The maximum number of deliveries in flight (handed out and not settled); at least 1, default 10,000. */
  readonly maxInFlight?: number;
  /**
   * The maximum number of bytes in flight, for sources that report record sizes; at least 1. A record above the limit
   * is handed out alone. Default: no limit.
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
   * begin with empty state if the store has none.
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
