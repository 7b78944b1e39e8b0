import type { FlowOutput, FlowPort, LaneOutput, LaneStart, Position } from '../../src/index.ts';

/** A port that the test drives: it assigns lanes, and then the test uses its output. */
export const handPort = <T>(starts: readonly LaneStart[], commit?: FlowPort<T>['commit']) => {
  let opened!: (open: { output: FlowOutput<T>; lanes: ReadonlyArray<LaneOutput<T>> }) => void;
  let end!: () => void;
  const open = new Promise<{ output: FlowOutput<T>; lanes: ReadonlyArray<LaneOutput<T>> }>(
    (resolve) => (opened = resolve),
  );
  const ended = new Promise<void>((resolve) => (end = resolve));
  const commits: Position[] = [];
  let closed = 0;
  const port: FlowPort<T> = {
    async start(output) {
      output.signal.addEventListener('abort', () => end(), { once: true });
      opened({ output, lanes: await output.assign(starts) });
      await ended;
    },
    async commit(positions) {
      const taken = (await commit?.(positions)) ?? positions;
      if (taken) commits.push(...taken);
      return taken;
    },
    close: async () => void (closed += 1),
  };
  return { port, open, end, commits, closed: () => closed };
};

/** Gives timers and promises several turns of the event loop. */
export const turns = async (n = 5): Promise<void> => {
  for (let i = 0; i < n; i += 1) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** The start of a partition that a test reads. */
export const startAt = (offset: number, partition = 0): Position => ({ topic: 't', partition, offset });
