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

/** How the other side of a join is kept. */
export interface AsOfSideSettings<R> {
  readonly name: string;
  readonly key: (value: R, delivery: Delivery<R>) => RecordKey | null;
  readonly lateness: number;
  readonly retain: number;
}

/** Who joins against it. */
export interface AsOfSideOwner {
  /** Its source has started: the barrier that says so, to pass on. */
  onStarted(barrier: Barrier): void;
  onProgress(): void;
  onError(error: unknown): void;
}

/**
 * The other side of a join: a flow of its own, whose records become state of its own lanes, acknowledged as they do.
 *
 * What is ahead of the time that is asked for is held, unsettled, so that its source waits.
 */
export class AsOfSide<R> {
  readonly subscription: Subscription;
  readonly #settings: AsOfSideSettings<R>;
  readonly #owner: AsOfSideOwner;
  readonly #states: KeyedStates<Versions<R>>;
  /** By key over all lanes. */
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

  /** Lets records up to this event time in. */
  want(time: number): void {
    if (time <= this.#wanted) return;
    this.#wanted = time;
    this.#take(time);
  }

  /** True when no record at or before `time` is still to come, as far as the lanes can tell. */
  hasPassed(time: number): boolean {
    if (this.#done) return true;
    if (!this.#lanes) return false;
    return this.#lanes.every(
      (lane) => lane.state !== 'active' || (this.#newest.get(lane) ?? -Infinity) - this.#settings.lateness > time,
    );
  }

  /** The last value of the key at or before `time`, and its event time. */
  at(key: KeyName, time: number) {
    return this.#index.get(key)?.at(time);
  }

  /**
   * Takes up all that is held, and ends the flow in order, with a last barrier and commit; `undefined` if it never
   * began.
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
          `joinAsOf needs the event time of every record and ${delivery.id} of the other stream has none. Give ` +
            'its source a time.',
        ),
      );
      return;
    }
    if (time > (this.#newest.get(lane) ?? -Infinity)) this.#newest.set(lane, time);
    if (time <= this.#wanted) {
      this.#add(delivery, time);
    } else {
      this.#held.push(delivery);
      // Held on purpose, which is no stall.
      this.#endHold ??= lane.context.beginWrite();
    }
    this.#owner.onProgress();
  }

  #onBarrier(barrier: Barrier): void {
    this.#source = barrier.source;
    if (barrier.reason === 'started') {
      // It has no lanes to wait for yet. What runs the joined flow learns here that it has another source.
      this.#owner.onStarted(barrier);
      return;
    }
    const lane = barrier.marks[0]?.lane;
    if (lane && !this.#listening) {
      this.#listening = true;
      // Its other lanes may be what the join waits for, and they get nothing while it is out of credit.
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

  /** Lets in what is held up to a time, and then the barriers that nothing is held before any more. */
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
