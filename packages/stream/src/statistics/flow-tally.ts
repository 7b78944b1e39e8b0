import type { FlowCounts } from '../delivery/flow-source.ts';

/** The counters of a running flow. */
export class FlowTally {
  readonly counts: FlowCounts = { received: 0, inFlight: 0, rejected: 0, skipped: 0, late: 0, abandoned: 0 };
  /** Deliveries that operators derived. */
  derived = 0;
  /** Deliveries that were not settled when their lane was revoked. */
  dropped = 0;
  /** Open windows of event-time operators. */
  openWindows = 0;

  /** Settled deliveries. */
  get settled(): number {
    const { received, inFlight } = this.counts;
    return received + this.derived - inFlight - this.dropped;
  }
}
