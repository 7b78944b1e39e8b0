import type { FlowCounts } from '../delivery/flow-source.ts';
import type { Lane } from '../delivery/delivery.ts';

/** The state of one lane. */
export interface LaneStats {
  readonly topic: string;
  readonly partition: number;
  readonly state: Lane['state'];
  /** Next offset to hand out. */
  readonly next: number;
  /** Committed offset: a restart begins here. */
  readonly committed: number;
  /** Clock minus the greatest event time handed out, ms; `undefined` before the first record with an event time. */
  readonly lag: number | undefined;
}

/** The statistics of a flow at one moment, for `onStats`. Counts are from the start of the flow. */
export interface FlowStats extends Readonly<FlowCounts> {
  /** The flow's `name`, or its topics. */
  readonly name: string;
  /** Settled deliveries, including results that operators derived. */
  readonly settled: number;
  /** Open windows of event-time operators at the last barrier. The windows of each key count separately. */
  readonly openWindows: number;
  /** Commits of positions so far. */
  readonly commits: number;
  /** Duration of the newest commit, including the storing of state, ms; `undefined` before the first commit. */
  readonly commitDuration: number | undefined;
  readonly lanes: readonly LaneStats[];
}
