import { Subscription } from 'rxjs';
import type { Barrier } from '../../delivery/barrier.ts';
import type { Delivery, Lane } from '../../delivery/delivery.ts';
import type { Flow } from '../../delivery/flow.ts';
import type { FlowSource } from '../../delivery/flow-source.ts';
import type { RecordKey } from '../../delivery/record-key.ts';
import { streamError } from '../../errors.ts';
import { nameOf } from '../../state/key-name.ts';
import type { KeyName } from '../../state/key-name.ts';
import { KeyedStates } from '../../state/keyed-states.ts';
import { Versions } from './versions.ts';

/** Settings of the other side of a join. */
export interface AsOfSideSettings<R> {
  readonly name: string;
  readonly key: (value: R, delivery: Delivery<R>) => RecordKey | null;
  readonly lateness: number;
  readonly retain: number;
}

/** The callbacks of an {@link AsOfSide} to the join that owns it. */
export interface AsOfSideOwner {
  /** Called with the barrier `started` of the other source, to pass on. */
  onStarted(barrier: Barrier): void;
  onProgress(): void;
  onError(error: unknown): void;
}

/**
 * The other side of a join. It subscribes to the other flow and keeps its records as state of that flow's lanes. A
 * record is acknowledged when it is part of the state.
 *
 * Records later than the wanted time are held unsettled, so that the other source waits.
 */
export class AsOfSide<R> {
  readonly subscription: Subscription;
  readonly #settings: AsOfSideSettings<R>;
  readonly #owner: AsOfSideOwner;
  readonly #states: KeyedStates<Versions<R>>;
  /** The versions of each key, over all lanes. */
  readonly #index = new Map<KeyName, Versions<R>>();
  readonly #newest = new Map<Lane, number>();
  #lanes: readonly Lane[] | undefined;
  #source: FlowSource | undefined;
  #listening = false;
  #held: Array<Delivery<R> | Barrier> = [];
  #endHold: (() => void) | undefined;
  #wanted = -Infinity;
  #done = false;

  constructor(flow: Flow<R>, settings: AsOfSideSettings<R>, owner: AsOfSideOwner) {
    this.#settings = settings;
    this.#owner = owner;
    this.#states = new KeyedStates<Versions<R>>(settings.name, {
      snapshot: (versions) => versions.snapshot(),
      append: (versions) => versions.appended(),
      restore: (stored) => new Versions(stored as ConstructorParameters<typeof Versions<R>>[0]),
    });
    this.subscription = new Subscription(() => this.#endHold?.());
    this.subscription.add(
      flow.subscribe({
        next: (element) => {
          if (element.kind === 'barrier') this.#onBarrier(element);
          else this.#onDelivery(element);
        },
        error: (error: unknown) => owner.onError(error),
        complete: () => {
          this.#take(Infinity);
          this.#done = true;
          owner.onProgress();
        },
      }),
    );
  }

  /** Adds the held records up to this event time to the state, and later the new ones up to it. */
  want(time: number): void {
    if (time <= this.#wanted) return;
    this.#wanted = time;
    this.#take(time);
  }

  /**
   * True when all active lanes have passed `time` by more than the lateness, so that no record at or before `time` is
   * expected.
   */
  hasPassed(time: number): boolean {
    if (this.#done) return true;
    if (!this.#lanes) return false;
    return this.#lanes.every(
      (lane) => lane.state !== 'active' || (this.#newest.get(lane) ?? -Infinity) - this.#settings.lateness > time,
    );
  }

  /** Returns the last version of the key at or before `time`. */
  at(key: KeyName, time: number) {
    return this.#index.get(key)?.at(time);
  }

  /**
   * Adds all held records to the state and stops the other flow. Resolves after its last barrier and commit; returns
   * `undefined` if it never started.
   */
  end(): Promise<void> | undefined {
    this.#take(Infinity);
    this.#wanted = Infinity;
    this.#source?.stop();
    return this.#source?.closed;
  }

  #onDelivery(delivery: Delivery<R>): void {
    const { time, lane } = delivery;
    if (time === undefined) {
      delivery.reject(
        streamError(
          'PENSTOCK_TIME_MISSING',
          `joinAsOf expected an event time on every record of the other stream; got none on ${delivery.id}. Give its ` +
            'source a time function.',
        ),
      );
      return;
    }
    if (time > (this.#newest.get(lane) ?? -Infinity)) this.#newest.set(lane, time);
    if (time <= this.#wanted) {
      this.#add(delivery, time);
    } else {
      this.#held.push(delivery);
      // The record is held on purpose, so the wait must not count as a stall.
      this.#endHold ??= lane.context.beginWrite();
    }
    this.#owner.onProgress();
  }

  #onBarrier(barrier: Barrier): void {
    this.#source = barrier.source;
    if (barrier.reason === 'started') {
      // There are no lanes yet. The barrier is passed on so that `run` learns about the second source.
      this.#owner.onStarted(barrier);
      return;
    }
    const lane = barrier.marks[0]?.lane;
    if (lane && !this.#listening) {
      this.#listening = true;
      // The join may wait for another lane of this flow, which gets no records while the flow has no credit.
      this.subscription.add(lane.context.starved.subscribe(() => this.#take(Infinity)));
    }
    if (barrier.reason !== 'revoking') this.#lanes = barrier.marks.map(({ lane }) => lane);
    if (this.#held.length > 0) this.#held.push(barrier);
    else this.#pass(barrier);
    this.#owner.onProgress();
  }

  #pass(barrier: Barrier): void {
    try {
      this.#states.save(barrier);
      if (barrier.reason === 'opened') this.#fillIndex(barrier);
    } catch (error) {
      this.#owner.onError(error);
      return;
    }
    barrier.arrive();
  }

  /** Adds the held records up to a time, and passes the barriers that have no held record before them. */
  #take(time: number): void {
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    for (const element of held) {
      if (element.kind === 'delivery' && element.time! <= time) this.#add(element, element.time!);
      else if (element.kind === 'barrier' && this.#held.length === 0) this.#pass(element);
      else this.#held.push(element);
    }
    if (this.#held.length > 0) return;
    this.#endHold?.();
    this.#endHold = undefined;
  }

  #add(delivery: Delivery<R>, time: number): void {
    const { lane, value, position } = delivery;
    try {
      const key = nameOf(this.#settings.key(value, delivery), this.#settings.name);
      const versions = this.#states.get(lane, key) ?? new Versions<R>();
      versions.add({ time, offset: position.offset, value });
      versions.forgetBefore(this.#wanted - this.#settings.retain);
      this.#states.set(lane, key, versions);
      this.#index.set(key, versions);
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code === 'PENSTOCK_KEY_SPANS_PARTITIONS') this.#owner.onError(error);
      else delivery.reject(error);
      return;
    }
    delivery.ack();
  }

  #fillIndex({ marks }: Barrier): void {
    this.#index.clear();
    for (const { lane } of marks)
      for (const [key, versions] of this.#states.entries(lane)) this.#index.set(key, versions);
  }
}
