import type { FlowCounts } from '../delivery/flow-source.ts';
import type { Lane } from '../delivery/delivery.ts';

/** Where one lane stands. */
export interface LaneStats {
  readonly topic: string;
  readonly partition: number;
  readonly state: Lane['state'];
  /** Next offset to be handed out. */
  readonly next: number;
  /** Next offset after what is committed. */
  readonly committed: number;
  /** How far the greatest event time handed out is behind the clock, ms; `undefined` where no record has had a time. */
  readonly lag: number | undefined;
}

/** A flow at one moment, as `onStats` gets it. Counts are from the start of the flow. */
export interface FlowStats extends Readonly<FlowCounts> {
  /** The flow's `name`, or its topics. */
  readonly name: string;
  /** Deliveries whose fate is durable, results that operators derived among them. */
  readonly settled: number;
  /** Windows of event time that operators hold open, each key's for itself, as of the last barrier. */
  readonly openWindows: number;
  /** Commits of positions so far. */
  readonly commits: number;
  /** How long the newest commit took, state included, ms; `undefined` before the first. */
  readonly commitDuration: number | undefined;
  readonly lanes: readonly LaneStats[];
}
