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

/** What every operator with state by key can be told. */
export interface KeyedOptions<T, K extends RecordKey = RecordKey> {
  /** What state is kept by; default the record's key. Keys are compared by their bytes. */
  readonly key?: (value: T, delivery: Delivery<T>) => K;
  /** Name that the state is stored under, one of its own for each operator of a flow; default the operator's. */
  readonly name?: string;
  /**
   * Most keys with state in one lane; a record of one more is rejected with `PENSTOCK_TOO_MANY_KEYS`. Default
   * 1,000,000.
   */
  readonly maxKeys?: number;
  /**
   * Lets the records of a key come in several lanes, in a process that holds all of them; default `false`, where
   * that is the error `PENSTOCK_KEY_SPANS_PARTITIONS`.
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

/** {@link KeyedOptions} with defaults, checked. */
export interface KeyedSettings<T> {
  readonly key: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /** Records without a key have state of their own; else they are rejected. */
  readonly keyless: boolean;
  readonly name: string;
  readonly maxKeys: number;
  readonly acrossPartitions: boolean;
}

/** Fills in and checks; throws `PENSTOCK_BAD_OPTION`. */
export const keyedSettings = <T>(options: KeyedOptions<T>, operator: string, keyless = false): KeyedSettings<T> => ({
  key: options.key ?? ((_value, delivery) => delivery.key),
  keyless,
  name: options.name ?? operator,
  maxKeys: toCount(options.maxKeys ?? 1_000_000, 'maxKeys'),
  acrossPartitions: options.acrossPartitions ?? false,
});

/**
 * The base of operators with state by key: finds the key, bounds their number, and gives barriers the state.
 *
 * @example Counts the records of each key, with the counts in the commit:
 * ```ts
 * import { flowOperator, type KeyName, keyedSettings, KeyedSubscriber } from '@penstock/stream/operator';
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

  /** A delivery, the name of its key, and the state of the key if it has any. */
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
          `${this.#settings.name} keeps state by key and the record ${delivery.id} has none. Give the source a ` +
            'key, or the operator a key function that returns one.',
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
      // What was stored cannot be taken up.
      this.fail(error, lane.source);
      return;
    }
    if (isFull) {
      delivery.reject(
        streamError(
          'PENSTOCK_TOO_MANY_KEYS',
          `${this.#settings.name} has state of ${this.#settings.maxKeys} keys (maxKeys) in ` +
            `${lane.topic}-${lane.partition}, and the record ${delivery.id} has another one, ${keyText(key)}. Raise ` +
            'maxKeys, or key by something with fewer values.',
        ),
      );
      return;
    }
    this.onKeyed(delivery, key, state);
  }

  /** Keeps the state of a key; false when the flow has failed at it. */
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
