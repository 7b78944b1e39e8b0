import { deliver, run, toSink } from '../../src/index.ts';
import type { DeliverOptions, FlowOperator, PenstockError, StateStore } from '../../src/index.ts';
import { blobStateStore } from '../../src/node/index.ts';

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

/** Runs values through one operator. Returns what reached the sink as `[id, value]`, and the counts. */
export const through = async <T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  operator: FlowOperator<T, R>,
  options: DeliverOptions<T> = {},
) => {
  const written: Array<[string, R]> = [];
  const counts = await run(
    deliver(source, { topic: 't', ...options }),
    operator,
    toSink<R>(async (batch) => batch.forEach(({ id, value }) => written.push([id, value]))),
  );
  return { written, values: written.map(([, value]) => value), counts };
};

/**
 * Returns the results of `through` for a run that is interrupted after each of `cuts` values and continued by another
 * run over the same store.
 */
export const throughCuts = async <T, R>(
  source: readonly T[],
  cuts: readonly number[],
  operator: () => FlowOperator<T, R>,
  options: DeliverOptions<T> = {},
) => {
  const written = new Map<string, R>();
  const stateStore = memoryStore();
  let committed = 0;
  for (const end of [...cuts, source.length]) {
    const flow = deliver(source.slice(0, end), {
      topic: 't',
      ...options,
      from: committed,
      stateStore,
      commit: async ({ offset }) => void (committed = offset),
    });
    await run(
      flow,
      operator(),
      toSink<R>(async (batch) => batch.forEach(({ id, value }) => written.set(id, value))),
    );
  }
  return written;
};

/** Returns the code of the error that a promise rejects with. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error as PenstockError).code,
  );
