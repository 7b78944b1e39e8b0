import { createFlow } from '../../src/index.ts';
import type { Flow, FlowOptions, FlowOutput, LaneOutput, RecordKey, StateStore } from '../../src/index.ts';
import { blobStateStore } from '../../src/node/index.ts';

/** A record of a test: event time, key and value. */
export interface Tick {
  readonly time: number;
  readonly key: RecordKey;
  readonly price: number;
  readonly size: number;
}

/** One event of a lane: it gets a record, becomes idle, is revoked, or waits for some barriers. */
export type Step = readonly [lane: number, what: Tick | 'idle' | 'revoke' | 'wait'];

export const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

export interface FeedOptions extends FlowOptions {
  /** Number of lanes, partitions from 0. */
  readonly lanes?: number;
  /** Offsets to begin at, by partition. */
  readonly from?: readonly number[];
  readonly onCommit?: (partition: number, offset: number) => void;
  /** Stops the flow after the last step, instead of ending it. */
  readonly stops?: boolean;
}

/** A flow of several lanes that hands out `steps` in this order, each record at its lane's next offset. */
export const feed = (
  steps: readonly Step[],
  { lanes: count = 1, from = [], onCommit, stops, ...options }: FeedOptions = {},
): Flow<Tick> =>
  createFlow<Tick>(
    {
      async start(output: FlowOutput<Tick>) {
        const starts = Array.from({ length: count }, (_, partition) => ({
          topic: 't',
          partition,
          offset: from[partition] ?? 0,
        }));
        const lanes: ReadonlyArray<LaneOutput<Tick>> = await output.assign(starts);
        const next = lanes.map(() => 0);
        for (const [partition, what] of steps) {
          if (what === 'wait') await turn(3);
          else if (what === 'idle') lanes[partition]!.setIdle(true);
          else if (what === 'revoke') await output.revoke([lanes[partition]!]);
          else {
            const offset = next[partition]!++;
            if (offset < starts[partition]!.offset) continue;
            if (!(await output.ready())) return;
            lanes[partition]!.setIdle(false);
            lanes[partition]!.next({ value: what, offset, key: what.key, time: what.time });
          }
        }
        if (stops) lanes[0]!.source.stop();
      },
      ...(onCommit && {
        commit: async (positions: ReadonlyArray<{ partition: number; offset: number }>) =>
          positions.forEach(({ partition, offset }) => onCommit(partition, offset)),
      }),
    },
    options,
  );

export const tick = (time: number, key: RecordKey = 'k', price = 1, size = 1): Tick => ({ time, key, price, size });

/** A state store in memory. */
export const memoryStore = (): StateStore => {
  const held = new Map<string, Uint8Array>();
  return blobStateStore({
    list: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)),
    read: async (name) => held.get(name),
    write: async (name, bytes) => void held.set(name, bytes),
    remove: async (name) => void held.delete(name),
  });
};
