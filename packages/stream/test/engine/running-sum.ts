import { Observable } from 'rxjs';
import type { FlowOperator, Lane } from '../../src/index.ts';

/** Adds up the values of each lane, in operator state. */
export const runningSum =
  (name = 'sum'): FlowOperator<number, number> =>
  (flow) =>
    new Observable((out) => {
      const sums = new Map<Lane, number>();
      let named = false;
      return flow.subscribe({
        next: (element) => {
          if (element.kind === 'barrier') {
            for (const { lane } of element.marks) {
              if (!named) lane.context.requireState(name);
              named = true;
              if (!sums.has(lane)) sums.set(lane, (lane.restored(name) as number | undefined) ?? 0);
              element.save(name, lane, sums.get(lane));
            }
            out.next(element);
          } else {
            const sum = sums.get(element.lane)! + element.value;
            sums.set(element.lane, sum);
            out.next(element.withValue(sum));
          }
        },
        error: (error: unknown) => out.error(error),
        complete: () => out.complete(),
      });
    });
