import type { Lane } from '../../delivery/delivery.ts';
import type { LaneStart } from '../../delivery/lane-start.ts';
import type { StateStore } from '../../state/state-store.ts';
import type { LaneStats } from '../../statistics/flow-stats.ts';
import { SourceLane } from './source-lane.ts';
import type { LaneFlow } from './source-lane.ts';

/** The name of a lane in messages and maps. */
export const laneName = ({ topic, partition }: Pick<Lane, 'topic' | 'partition'>): string => `${topic}-${partition}`;

/** The current lanes of a flow. */
export class Assignment<T> {
  readonly lanes = new Map<string, SourceLane<T>>();
  readonly #store: StateStore | undefined;
  readonly #flow: LaneFlow<T>;
  #epoch = 0;

  constructor(store: StateStore | undefined, flow: LaneFlow<T>) {
    this.#store = store;
    this.#flow = flow;
  }

  /** How many rejected records stay unsettled. */
  get stuck(): number {
    let stuck = 0;
    for (const lane of this.lanes.values()) stuck += lane.stuck;
    return stuck;
  }

  /** The first unsettled record of the first lane that has one, for a message. */
  get oldest(): string {
    const lane = [...this.lanes.values()].find(({ ledger }) => ledger.pending > 0);
    return lane ? `${laneName(lane)} offset ${lane.ledger.position}` : 'unknown';
  }

  /** Makes lanes with the stored state of their start positions. {@link add} then adds them to the flow. */
  open(starts: readonly LaneStart[]): Promise<Array<SourceLane<T>>> {
    const epoch = (this.#epoch += 1);
    return Promise.all(
      starts.map(async ({ topic, partition, offset, earliest = 0 }) => {
        const snapshots = await this.#store?.load({ topic, partition, offset });
        const start = { topic, partition, next: offset, epoch, resumed: offset > earliest };
        return new SourceLane(start, this.#flow, snapshots);
      }),
    );
  }

  /** Adds lanes, and returns the older lanes of the same partitions, which they replace. */
  add(lanes: ReadonlyArray<SourceLane<T>>): ReadonlyArray<SourceLane<T>> {
    const older = lanes.flatMap((lane) => this.lanes.get(laneName(lane)) ?? []);
    for (const lane of lanes) this.lanes.set(laneName(lane), lane);
    return older;
  }

  /** Returns the lanes among `lanes` that this flow has and that are not revoked. */
  among(lanes: readonly Lane[]): Array<SourceLane<T>> {
    return [...this.lanes.values()].filter((lane) => lane.state !== 'revoked' && lanes.includes(lane));
  }

  remove(lane: SourceLane<T>): void {
    if (this.lanes.get(laneName(lane)) === lane) this.lanes.delete(laneName(lane));
  }

  stats(now: number): LaneStats[] {
    return Array.from(this.lanes.values(), ({ topic, partition, state, ledger, committed, watermark }) => ({
      topic,
      partition,
      state,
      next: ledger.next,
      committed,
      lag: watermark === -Infinity ? undefined : now - watermark,
    }));
  }
}
