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

/** Options of {@link dedupe}. */
export interface DedupeOptions<T> {
  /** Returns the id by which records are compared; default the record's id. */
  readonly by?: (value: T, delivery: Delivery<T>) => RecordKey;
  /** Greatest difference in event time between duplicates; default `Infinity`, any difference. */
  readonly within?: Duration;
  /** The maximum number of ids to keep in one lane; the first seen are dropped first. At least 1, default 100,000. */
  readonly maxIds?: number;
  /** Name under which the state is stored; default `'dedupe'`. */
  readonly name?: string;
  /**
   * Allows duplicates in another partition, for a process that owns all partitions. Default `false`: such a duplicate
   * is the error `PENSTOCK_KEY_SPANS_PARTITIONS`.
   */
  readonly acrossPartitions?: boolean;
}

/**
 * Passes the first record of each id and acknowledges the duplicates.
 *
 * An id is kept until `maxIds` newer ids have come, or until a record comes that is more than `within` later in event
 * time. Ids of records without event time are limited by number only. The ids are operator state, so they survive a
 * restart. A record that was not committed is read again after a restart and passes again, with the same id. When the
 * first record is rejected by a later step, its duplicates are still dropped.
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
  // Dedupe drops old ids itself, so it needs no limit of keys.
  const settings = {
    ...keyedSettings<T>({ key: by, acrossPartitions, ...(name !== undefined && { name }) }, 'dedupe'),
    maxKeys: Infinity,
  };
  return flowOperator((out) => new Dedupe(out, settings, maxIds, within));
};

/** The state of an id is its event time, or `NaN` without one. */
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
    // A comparison with NaN is false, so a record without event time is a duplicate at any distance.
    if (seen !== undefined && !(Math.abs(time - seen) > this.#within)) {
      delivery.ack();
      return;
    }
    const { states } = this;
    if (seen !== undefined) states.delete(lane, id);
    // Which ids are dropped depends on the records only, not on a clock, so that it is the same after a restart.
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
