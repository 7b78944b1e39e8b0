/** The counters of a flow, read while it runs. */
export interface FlowCounts {
  /** Records handed out. */
  received: number;
  /** Handed out and not settled yet; above `maxInFlight` only by results that operators derive. */
  inFlight: number;
  rejected: number;
  /** Rejected and left behind by the policy `skip`. */
  skipped: number;
  /** Left out by an operator of event time, since they came after their window had closed. */
  late: number;
  /** Acknowledged after their lane was revoked or the flow was abandoned; they commit nothing. */
  abandoned: number;
}

/** What a user reads and controls of a running flow: its counts, its end, and two ways to stop it. */
export interface FlowSource {
  readonly counts: Readonly<FlowCounts>;
  /** Settles when all is settled, committed and closed; rejects with what went wrong. */
  readonly closed: Promise<void>;
  /** Asks for no more records: a last barrier, completion, then the last commit. */
  stop(): void;
  /** Gives up at once: nothing more is committed, and what is unsettled comes again. */
  abandon(): void;
}
