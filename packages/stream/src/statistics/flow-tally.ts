import type { FlowCounts } from '../delivery/flow-source.ts';

/** What a flow counts while it runs. */
export class FlowTally {
  readonly counts: FlowCounts = { received: 0, inFlight: 0, rejected: 0, skipped: 0, late: 0, abandoned: 0 };
  /** Deliveries that operators derived. */
  derived = 0;
  /** Deliveries that were not settled when their lane was revoked. */
  dropped = 0;
  /** Windows that operators of event time hold open. */
  openWindows = 0;

  /** Deliveries whose fate is durable. */
  get settled(): number {
    const { received, inFlight } = this.counts;
    return received + this.derived - inFlight - this.dropped;
  }
}
