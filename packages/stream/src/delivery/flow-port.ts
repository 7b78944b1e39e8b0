import type { Lane, Position } from './flow.ts';
import type { SourceRecord } from './source-lane.ts';

/** What a source hands its records to. */
export interface FlowOutput<T> {
  /** Aborted when no more records are wanted. */
  readonly signal: AbortSignal;
  /** Announces lanes, with their first offset, before any record of theirs; resolves when their state is loaded. */
  announce(lanes: readonly Position[]): Promise<readonly Lane[]>;
  /** How many records may be handed out now. */
  credit(): number;
  /** Waits for credit; `false` says that no more records are wanted. */
  ready(): Promise<boolean>;
  /** Hands out one record. Ask for credit first: the bound is the source's to keep. */
  next(lane: Lane, record: SourceRecord<T>): void;
  /** Tells that a lane has caught up and is silent, or that it has records again. */
  setIdle(lane: Lane, idle: boolean): void;
  /** Takes lanes away: their settled prefixes are committed, later acknowledgements count for nothing. */
  revoke(lanes: readonly Lane[]): Promise<void>;
}

/** The source's side of a flow. */
export interface FlowPort<T> {
  /** Hands out records until there are no more or `output.signal` aborts, then resolves. */
  start(output: FlowOutput<T>): Promise<void>;
  /** Commits positions, each the next offset to read; resolves when they are durable. Absent: the source does not commit. */
  commit?(positions: readonly Position[]): Promise<void>;
  /** Lets go of connections and files, after the last commit or when the flow is abandoned. */
  close?(): Promise<void>;
}
