import type { Flow } from '../delivery/flow.ts';
import type { FlowSource } from '../delivery/flow-source.ts';

const made = new WeakSet<Flow<never>>();
let collecting: FlowSource[] | undefined;

/** Notes a flow that tells of its source when it is subscribed. */
export const noteFlow = (flow: Flow<never>): void => void made.add(flow);

/** True for a flow as its source made it; one behind an operator may be subscribed later. */
export const isSourceFlow = (flow: Flow<never>): boolean => made.has(flow);

/** Tells whoever subscribes just now which source has started. */
export const noteSource = (source: FlowSource): void => void collecting?.push(source);

/** The sources of all flows that start while `subscribe` runs, also where several are joined. */
export const startedSources = (subscribe: () => void): readonly FlowSource[] => {
  const before = collecting;
  const sources: FlowSource[] = [];
  collecting = sources;
  try {
    subscribe();
  } finally {
    collecting = before;
  }
  return sources;
};
