/** The counters of a flow. They may be read while the flow runs. */
export interface FlowCounts {
  /** Records that the source handed out. */
  received: number;
  /** Deliveries that are not settled yet. Above `maxInFlight` only when operators derive results. */
  inFlight: number;
  rejected: number;
  /** Rejected records that the policy `skip` dropped. */
  skipped: number;
  /** Records that event-time operators did not use because they came too late. */
  late: number;
  /** Deliveries settled after their lane was revoked or the flow was abandoned. They are not committed. */
  abandoned: number;
}

/** A running flow as its user sees it: its counts, a promise for its end, and two ways to stop it. */
export interface FlowSource {
  readonly counts: Readonly<FlowCounts>;
  /** Resolves when every delivery is settled and committed and the source is closed; rejects with the flow's error. */
  readonly closed: Promise<void>;
  /** Stops reading records. The flow sends a last barrier, completes, and commits when its deliveries are settled. */
  stop(): void;
  /** Ends the flow immediately and commits nothing more. The next run reads the uncommitted records again. */
  abandon(): void;
}
