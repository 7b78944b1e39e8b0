import { streamError } from '../../errors.ts';
import type { StateStore } from '../../state/state-store.ts';
import type { FlowContext } from '../../delivery/flow-context.ts';
import type { FlowSource } from '../../delivery/flow-source.ts';
import type { Lane } from '../../delivery/delivery.ts';
import type { LaneStart } from '../../source/flow-port.ts';
import type { LaneStats } from '../../statistics/flow-stats.ts';
import { type LaneOwner, SourceLane } from './source-lane.ts';

/** What a lane is called in messages and maps. */
const laneName = ({ topic, partition }: Pick<Lane, 'topic' | 'partition'>): string => `${topic}-${partition}`;

/** The lanes that a flow has now. */
export class Assignment {
  readonly lanes = new Map<string, SourceLane>();
  readonly #store: StateStore | undefined;
  readonly #owner: FlowSource & FlowContext & LaneOwner;
  #epoch = 0;

  constructor(store: StateStore | undefined, owner: FlowSource & FlowContext & LaneOwner) {
    this.#store = store;
    this.#owner = owner;
  }

  /** Rejected records that stay unsettled. */
  get stuck(): number {
    let stuck = 0;
    for (const lane of this.lanes.values()) stuck += lane.stuck;
    return stuck;
  }

  /** A record that nobody has settled, in words. */
  get oldest(): string {
    const lane = [...this.lanes.values()].find(({ ledger }) => ledger.pending > 0);
    return lane ? `${laneName(lane)} offset ${lane.ledger.position}` : 'unknown';
  }

  /** Makes lanes with the state that is stored at their start; they count once {@link add} has them. */
  open(starts: readonly LaneStart[]): Promise<SourceLane[]> {
    const epoch = (this.#epoch += 1);
    return Promise.all(
      starts.map(async ({ topic, partition, offset, earliest = 0 }) => {
        const snapshots = await this.#store?.load({ topic, partition, offset });
        return new SourceLane(
          { topic, partition, next: offset, epoch, resumed: offset > earliest },
          { source: this.#owner, context: this.#owner },
          this.#owner,
          snapshots,
        );
      }),
    );
  }

  /** Takes lanes up, and returns the older ones of the same partitions. */
  add(lanes: readonly SourceLane[]): readonly SourceLane[] {
    const older = lanes.flatMap((lane) => this.lanes.get(laneName(lane)) ?? []);
    for (const lane of lanes) this.lanes.set(laneName(lane), lane);
    return older;
  }

  remove(lane: SourceLane): void {
    if (this.lanes.get(laneName(lane)) === lane) this.lanes.delete(laneName(lane));
  }

  /** What is wrong when one of the lanes goes on from earlier work without the operator's state. */
  missingState(operator: string, lanes: Iterable<SourceLane>): Error | undefined {
    if (!this.#store) return undefined;
    for (const lane of lanes) {
      if (lane.knows(operator)) continue;
      return streamError(
        'PENSTOCK_STATE_MISSING',
        `The operator ${operator} expected its state at ${laneName(lane)} offset ${lane.ledger.next}, which is ` +
          'committed, and the state store has none there. Give the store that the earlier run of this group wrote ' +
          'to. If there is none, since the operator is new or the store was lost, read again from the start ' +
          `(another group, or its positions reset), or set state: 'volatile' for one run to begin with empty state ` +
          'from here on; it is stored all the same.',
      );
    }
    return undefined;
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
