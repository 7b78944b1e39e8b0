import { createFlow } from '@penstock/stream';
import type { Flow, FlowOptions, FlowOutput, LaneOutput, RecordKey, StateStore } from '@penstock/stream';
import { blobStateStore } from '@penstock/stream/node';

/** A row of a test. */
export interface Row {
  readonly time: number;
  readonly key: RecordKey | null;
  readonly value: number;
}

/** The next step of a lane: it hands out a row, is revoked, or waits for some milliseconds. */
export type Step = readonly [lane: number, what: Row | 'revoke' | 'wait'];

export const row = (time: number, value: number, key: RecordKey | null = 'k'): Row => ({ time, key, value });

export const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

/** A store in memory that keeps the state across restarts, as a durable store does. */
export const memoryStore = (): StateStore => {
  const held = new Map<string, Uint8Array>();
  return blobStateStore({
    list: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)),
    read: async (name) => held.get(name),
    write: async (name, bytes) => void held.set(name, bytes),
    remove: async (name) => void held.delete(name),
  });
};

export interface FeedOptions extends FlowOptions {
  readonly lanes?: number;
  /** The offset to start at, by partition. */
  readonly from?: readonly number[];
  readonly onCommit?: (partition: number, offset: number) => void;
  readonly onHandedOut?: (row: Row) => void;
}

/** A flow that hands out `steps` in this order, each row at its lane's next offset, and then completes. */
export const feed = (
  steps: readonly Step[],
  { lanes: count = 1, from = [], onCommit, onHandedOut, ...options }: FeedOptions = {},
): Flow<Row> =>
  createFlow<Row>(
    {
      async start(output: FlowOutput<Row>) {
        const starts = Array.from({ length: count }, (_, partition) => ({
          topic: 't',
          partition,
          offset: from[partition] ?? 0,
        }));
        const lanes: ReadonlyArray<LaneOutput<Row>> = await output.assign(starts);
        const next = lanes.map(() => 0);
        for (const [partition, what] of steps) {
          if (what === 'wait') await turn(3);
          else if (what === 'revoke') await output.revoke([lanes[partition]!]);
          else {
            const offset = next[partition]!++;
            if (offset < starts[partition]!.offset) continue;
            if (!(await output.ready())) return;
            onHandedOut?.(what);
            lanes[partition]!.next({ value: what, offset, key: what.key, time: what.time });
          }
        }
        lanes[0]!.source.stop();
      },
      commit: async (positions: ReadonlyArray<{ partition: number; offset: number }>) =>
        positions.forEach(({ partition, offset }) => onCommit?.(partition, offset)),
    },
    { stateStore: memoryStore(), ...options },
  );
