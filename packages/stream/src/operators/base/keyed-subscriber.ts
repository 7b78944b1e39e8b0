import type { Subscriber } from 'rxjs';
import type { OptionNames } from '../../check-options.ts';
import type { Barrier } from '../../delivery/barrier.ts';
import type { Delivery, Lane } from '../../delivery/delivery.ts';
import type { RecordKey } from '../../delivery/record-key.ts';
import { toCount } from '../../duration.ts';
import { streamError } from '../../errors.ts';
import { KeyedStates } from '../../state/keyed-states.ts';
import type { KeyedStatesOptions } from '../../state/keyed-states.ts';
import { keylessName, keyText, nameOf } from '../../state/key-name.ts';
import type { KeyName } from '../../state/key-name.ts';
import { FlowSubscriber } from './flow-subscriber.ts';

/** Options of every operator that keeps state by key. */
export interface KeyedOptions<T, K extends RecordKey = RecordKey> {
  /** Returns the key of a value; default the record's key. Keys are compared by their bytes. */
  readonly key?: (value: T, delivery: Delivery<T>) => K;
  /** Name under which the state is stored; each operator of a flow needs its own. Default: the operator's name. */
  readonly name?: string;
  /**
   * The maximum number of keys with state in one lane. A record with a further key is rejected with
   * `PENSTOCK_TOO_MANY_KEYS`. Default 1,000,000.
   */
  readonly maxKeys?: number;
  /**
   * Allows records of one key in several partitions, for a process that owns all partitions. Default `false`: such a
   * record is the error `PENSTOCK_KEY_SPANS_PARTITIONS`.
   */
  readonly acrossPartitions?: boolean;
}

/** The names of {@link KeyedOptions}. */
export const keyedOptionNames: OptionNames<KeyedOptions<never>> = {
  key: true,
  name: true,
  maxKeys: true,
  acrossPartitions: true,
};

/** The checked {@link KeyedOptions}, with defaults. */
export interface KeyedSettings<T> {
  readonly key: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /** True when all records without a key share one state; false when they are rejected. */
  readonly keyless: boolean;
  readonly name: string;
  readonly maxKeys: number;
  readonly acrossPartitions: boolean;
}

/** Checks {@link KeyedOptions} and fills in defaults; throws `PENSTOCK_BAD_OPTION`. */
export const keyedSettings = <T>(options: KeyedOptions<T>, operator: string, keyless = false): KeyedSettings<T> => ({
  key: options.key ?? ((_value, delivery) => delivery.key),
  keyless,
  name: options.name ?? operator,
  maxKeys: toCount(options.maxKeys ?? 1_000_000, 'maxKeys'),
  acrossPartitions: options.acrossPartitions ?? false,
});

/**
 * The base of operators that keep state by key. It gets the key of each delivery, limits the number of keys, and adds
 * the state to barriers.
 *
 * @example An operator that counts the records of each key and stores the counts with each commit:
 * ```ts
 * import { flowOperator, type KeyName, keyedSettings, KeyedSubscriber } from '@penstock/stream/internal/rxjs';
 *
 * class Count extends KeyedSubscriber<unknown, number, number> {
 *   protected onKeyed(delivery: Delivery<unknown>, key: KeyName, count = 0): void {
 *     if (this.keep(delivery.lane, key, count + 1)) this.out.next(delivery.withValue(count + 1));
 *   }
 * }
 * const counted = flowOperator<unknown, number>((out) => new Count(out, keyedSettings({}, 'count')));
 * ```
 */
export abstract class KeyedSubscriber<T, R, S> extends FlowSubscriber<T, R> {
  protected readonly states: KeyedStates<S>;
  readonly #settings: KeyedSettings<T>;

  constructor(
    out: Subscriber<Delivery<R> | Barrier>,
    settings: KeyedSettings<T>,
    options?: Omit<KeyedStatesOptions<S>, 'acrossPartitions'>,
  ) {
    super(out);
    this.#settings = settings;
    this.states = new KeyedStates<S>(settings.name, { ...options, acrossPartitions: settings.acrossPartitions });
  }

  /** Handles a delivery, with the name of its key and the state of that key, `undefined` when there is none. */
  protected abstract onKeyed(delivery: Delivery<T>, key: KeyName, state: S | undefined): void;

  protected onDelivery(delivery: Delivery<T>): void {
    let key: KeyName;
    try {
      key = nameOf(this.#settings.key(delivery.value, delivery), this.#settings.name);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    if (key === keylessName && !this.#settings.keyless) {
      delivery.reject(
        streamError(
          'PENSTOCK_KEY_MISSING',
          `${this.#settings.name} expected a key on every record; got none on ${delivery.id}. Give the source or the ` +
            'operator a key function that returns one.',
        ),
      );
      return;
    }
    const { lane } = delivery;
    let state: S | undefined;
    let isFull = false;
    try {
      state = this.states.get(lane, key);
      isFull = state === undefined && this.states.size(lane) >= this.#settings.maxKeys;
    } catch (error) {
      // The stored state cannot be restored.
      this.fail(error, lane.source);
      return;
    }
    if (isFull) {
      delivery.reject(
        streamError(
          'PENSTOCK_TOO_MANY_KEYS',
          `${this.#settings.name} expected at most ${this.#settings.maxKeys} keys (maxKeys) in ` +
            `${lane.topic}-${lane.partition}; got the further key ${keyText(key)} on the record ${delivery.id}. ` +
            'Raise maxKeys, or use a key with fewer values.',
        ),
      );
      return;
    }
    this.onKeyed(delivery, key, state);
  }

  /** Sets the state of a key. Returns false when this failed, which ends the flow. */
  protected keep(lane: Lane, key: KeyName, state: S): boolean {
    try {
      this.states.set(lane, key, state);
      return true;
    } catch (error) {
      this.fail(error, lane.source);
      return false;
    }
  }

  protected override onBarrier(barrier: Barrier): void {
    try {
      this.states.save(barrier);
    } catch (error) {
      this.fail(error, barrier.source);
      return;
    }
    this.out.next(barrier);
  }
}
