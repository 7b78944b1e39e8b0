import type { SchedulerLike } from 'rxjs';
import type { StateStore } from '../state/state-store.ts';
import type { ObserverSettings } from '../statistics/flow-observer.ts';
import type { RejectionPolicy } from '../delivery/rejection.ts';

/** The checked options of a flow. Durations are in milliseconds. */
export interface FlowSettings extends ObserverSettings {
  readonly maxInFlight: number;
  readonly maxInFlightBytes: number;
  readonly commitEvery: number;
  readonly onReject: RejectionPolicy;
  readonly stateStore: StateStore | undefined;
  readonly volatile: boolean;
  readonly drainTimeout: number;
  readonly stallTimeout: number;
  readonly statsEvery: number;
  readonly scheduler: SchedulerLike;
}
