import { streamError } from '../errors.ts';
import type { Aggregate } from './aggregates/aggregate.ts';
import type { Windows } from './calendar/windows.ts';
import type { WindowResult } from './window-result.ts';
import type { WindowShape } from './window-subscriber.ts';

/** The shape of windows whose results say which window they are of. */
export const windowShape = <T, R>(
  windows: Windows,
  hops: number,
  aggregate: Aggregate<T, R>,
  { acrossPartitions }: { readonly acrossPartitions: boolean },
): WindowShape<T, unknown, WindowResult<R>> => {
  if (acrossPartitions && !aggregate.merge) {
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      'acrossPartitions puts the states of partitions together, and one of the aggregates has no merge. Give it one.',
    );
  }
  return {
    windows,
    hops,
    aggregate,
    value: (key, { start, end }, state, final) => ({ key, start, end, value: aggregate.result(state), final }),
  };
};
