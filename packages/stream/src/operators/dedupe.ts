import type { Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { toCount, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import type { KeyName } from '../state/key-name.ts';
import { flowOperator } from './base/flow-subscriber.ts';
import { keyedSettings, KeyedSubscriber } from './base/keyed-subscriber.ts';

/** By what and for how long {@link dedupe} knows a record again. */
export interface DedupeOptions<T> {
  /** What makes two records the same; default the record's id. */
  readonly by?: (value: T, delivery: Delivery<T>) => RecordKey;
  /** Greatest distance of two records in event time at which they count as the same; default `Infinity`, any. */
  readonly within?: Duration;
  /** Most ids remembered in one lane, the ones first seen being forgotten first; at least 1, default 100,000. */
  readonly maxIds?: number;
  /** Name that the state is stored under; default `'dedupe'`. */
  readonly name?: string;
  /**
   * Lets a record come again in another lane, in a process that holds all of them; default `false`, where that is an
   * error.
   */
  readonly acrossPartitions?: boolean;
}

/**
 * Lets the first record of each id through and acknowledges the later ones.
 *
 * An id is remembered until `maxIds` newer ones have come, or a record that is more than `within` later in event
 * time; records without event time are bounded by number alone. What is remembered is part of the commit, so a
 * restart forgets nothing, and a record that comes again because it was not committed passes again, with its id.
 * The first record stays the first also when it is rejected further down.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const ticks = [
 *   { trade: 't1', price: 457.33 },
 *   { trade: 't1', price: 457.33 },
 *   { trade: 't2', price: 424.44 },
 * ];
 * const once = deliver(ticks).pipe(dedupe({ by: ({ trade }) => trade, within: '10m', maxIds: 50_000 })); // t1, t2
 * ```
 */
export const dedupe = <T>(options: DedupeOptions<T> = {}): FlowOperator<T, T> => {
  const {
    by = (_value: T, delivery: Delivery<T>) => delivery.id,
    name,
    acrossPartitions = false,
  } = checkOptions(options, { by: true, within: true, maxIds: true, name: true, acrossPartitions: true }, 'dedupe');
  const maxIds = toCount(options.maxIds ?? 100_000, 'maxIds');
  const within = toTimeLimit(options.within ?? Infinity, 'within');
  // The operator itself makes room, so the bound on keys never speaks.
  const settings = {
    ...keyedSettings<T>({ key: by, acrossPartitions, ...(name !== undefined && { name }) }, 'dedupe'),
    maxKeys: Infinity,
  };
  return flowOperator((out) => new Dedupe(out, settings, maxIds, within));
};

/** The state of an id is its event time, `NaN` where it had none. */
class Dedupe<T> extends KeyedSubscriber<T, T, number> {
  readonly #maxIds: number;
  readonly #within: number;

  constructor(
    out: Subscriber<Delivery<T> | Barrier>,
    settings: ReturnType<typeof keyedSettings<T>>,
    maxIds: number,
    within: number,
  ) {
    super(out, settings);
    this.#maxIds = maxIds;
    this.#within = within;
  }

  protected onKeyed(delivery: Delivery<T>, id: KeyName, seen: number | undefined): void {
    const { lane, time = NaN } = delivery;
    // A time that is not known is at no distance.
    if (seen !== undefined && !(Math.abs(time - seen) > this.#within)) {
      delivery.ack();
      return;
    }
    const { states } = this;
    if (seen !== undefined) states.delete(lane, id);
    // Which ids go depends on the records alone, not on any clock, so that it is the same after a restart.
    for (
      let oldest = states.oldest(lane);
      oldest && (states.size(lane) >= this.#maxIds || oldest[1] < time - this.#within);
      oldest = states.oldest(lane)
    ) {
      states.deleteOldest(lane);
    }
    if (this.keep(lane, id, time)) this.out.next(delivery);
  }
}
