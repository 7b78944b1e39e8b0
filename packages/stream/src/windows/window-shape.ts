import { streamError } from '../errors.ts';
import type { Aggregate } from './aggregates/aggregate.ts';
import type { Windows } from './calendar/windows.ts';
import type { WindowResult } from './window-result.ts';
import type { WindowShape } from './window-subscriber.ts';

/** Makes the shape of windows whose results are {@link WindowResult}s. */
export const windowShape = <T, R>(
  windows: Windows,
  hops: number,
  aggregate: Aggregate<T, R>,
  { acrossPartitions }: { readonly acrossPartitions: boolean },
): WindowShape<T, unknown, WindowResult<R>> => {
  if (acrossPartitions && !aggregate.merge) {
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      'Expected each aggregate to have a merge, since acrossPartitions merges the states of partitions; got one ' +
        'without. Give it a merge, or leave acrossPartitions out.',
    );
  }
  return {
    windows,
    hops,
    aggregate,
    value: (key, { start, end }, state, final) => ({ key, start, end, value: aggregate.result(state), final }),
  };
};
