import type { Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery, Lane } from '../delivery/delivery.ts';
import type { Flow, FlowOperator } from '../delivery/flow.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import { keyOf } from '../state/key-name.ts';
import type { KeyName } from '../state/key-name.ts';
import { combineSnapshots } from '../state/combine-snapshots.ts';
import type { Snapshots } from '../state/state-store.ts';
import { flowOperator } from './base/flow-subscriber.ts';
import { KeyGroup } from './groups/key-group.ts';
import { RelanedDelivery } from './groups/relaned-delivery.ts';
import { keyedSettings, KeyedSubscriber } from './base/keyed-subscriber.ts';
import type { KeyedOptions, KeyedSettings } from './base/keyed-subscriber.ts';

/** What {@link groupByKey} groups by. */
export type GroupByKeyOptions<T, K extends RecordKey = RecordKey> = Omit<KeyedOptions<T, K>, 'acrossPartitions'>;

/**
 * Runs a pipeline of its own for each key and merges what they give.
 *
 * `pipeline` is called when a key is first seen, with the flow of its deliveries, and may use any operator, also ones
 * with state: their states are stored by key, and the names need to differ inside the pipeline only. The order of a
 * key's deliveries is the pipeline's; a barrier goes on when every pipeline has let it through, and what they give
 * after it waits for that. Identity and settlement are those of the operators inside. A key lives as long as its lane,
 * so `maxKeys` bounds the pipelines; it is 10,000 by default. A pipeline that completes by itself is forgotten with its
 * state, and the key begins anew. One that errors errors the flow.
 *
 * @throws `PENSTOCK_BAD_OPTION`; a record without a key, or of one key too many, is rejected (see {@link
 * KeyedOptions}); a throw of `pipeline` rejects the delivery.
 *
 * @example
 * ```ts
 * const blocks = deliver(trades, { key: ({ symbol }) => symbol }).pipe(
 *   groupByKey((flow, symbol) =>
 *     flow.pipe(
 *       batch({ maxBatch: 100 }),
 *       mapValue((ofSymbol) => ({ symbol, trades: ofSymbol })),
 *     ),
 *   ),
 * );
 * ```
 */
export const groupByKey = <T, R, K extends RecordKey = RecordKey>(
  pipeline: (flow: Flow<T>, key: K) => Flow<R>,
  options: GroupByKeyOptions<T, K> = {},
): FlowOperator<T, R> => {
  checkOptions<GroupByKeyOptions<T, K>>(options, { key: true, name: true, maxKeys: true }, 'groupByKey');
  const settings = keyedSettings<T>({ maxKeys: 10_000, ...options }, 'groupByKey');
  return flowOperator((out) => new GroupByKey(out, pipeline as (flow: Flow<T>, key: RecordKey) => Flow<R>, settings));
};

/** A barrier on its way through the groups. */
interface Passing<R> {
  readonly barrier: Barrier;
  /** Groups that have not let it through. */
  open: number;
  readonly added: Array<readonly [lane: Lane, key: KeyName, snapshots: Snapshots]>;
  /** What groups have given that let it through already. */
  readonly early: Array<Delivery<R>>;
}

class GroupByKey<T, R> extends KeyedSubscriber<T, R, Snapshots> {
  readonly #pipeline: (flow: Flow<T>, key: RecordKey) => Flow<R>;
  readonly #groups = new Map<Lane, Map<KeyName, KeyGroup<T>>>();
  #passing: Array<Passing<R>> = [];
  /** Barriers taken in, and barriers let out. */
  #sent = 0;
  #out = 0;
  #live = 0;
  #done = false;

  constructor(
    out: Subscriber<Delivery<R> | Barrier>,
    pipeline: (flow: Flow<T>, key: RecordKey) => Flow<R>,
    settings: KeyedSettings<T>,
  ) {
    // Snapshots are made anew at each barrier and never changed.
    super(out, settings, { snapshot: (snapshots) => snapshots });
    this.#pipeline = pipeline;
    out.add(() => this.#leave([...this.#groups.keys()]));
  }

  protected onKeyed(delivery: Delivery<T>, key: KeyName, stored: Snapshots | undefined): void {
    let group: KeyGroup<T> | undefined;
    try {
      group = this.#groups.get(delivery.lane)?.get(key) ?? this.#begin(delivery.lane, key, stored);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    if (!group) return;
    if (!group.isHolding) group.passed = this.#sent;
    // A pipeline that was complete before it began wants nothing.
    if (group.hasEnded) delivery.ack();
    else group.give(delivery);
  }

  protected override onBarrier(barrier: Barrier): void {
    const { reason, marks } = barrier;
    const passing: Passing<R> = { barrier, open: 1, added: [], early: [] };
    this.#passing.push(passing);
    this.#sent += 1;
    const sequence = this.#sent;
    try {
      if (reason !== 'revoking') this.#dropGone(barrier);
      for (const { lane, offset } of marks) {
        if (reason === 'opened')
          for (const [key, stored] of this.states.entries(lane))
            if (!this.#groups.get(lane)?.has(key)) this.#begin(lane, key, stored);
        for (const group of this.#groups.get(lane)?.values() ?? []) {
          // Others have nothing new to store; those that are restored or at their end are to see how it begins and
          // ends.
          if (!group.isTouched && reason !== 'opened' && reason !== 'ended' && reason !== 'stopped') continue;
          passing.open += 1;
          group.send(reason, offset, (snapshots) => {
            group.passed = sequence;
            if (snapshots) passing.added.push([group.lane, group.key, snapshots]);
            this.#close(passing);
          });
        }
      }
    } catch (error) {
      this.fail(error, barrier.source);
      return;
    }
    this.#close(passing);
  }

  protected override _complete(): void {
    this.#done = true;
    for (const groups of this.#groups.values()) for (const group of groups.values()) group.complete();
    this.#end();
  }

  #begin(lane: Lane, key: KeyName, stored: Snapshots | undefined): KeyGroup<T> | undefined {
    const group = new KeyGroup<T>(lane, key, stored, this.#sent);
    const output = this.#pipeline(group.input, keyOf(key)!);
    // Known from its first record on, so that keys are bounded and checked at once.
    if (!stored && !this.keep(lane, key, group.snapshots)) return undefined;
    const ofLane = this.#groups.get(lane) ?? new Map<KeyName, KeyGroup<T>>();
    this.#groups.set(lane, ofLane.set(key, group));
    this.#live += 1;
    group.subscription = output.subscribe({
      next: (element) => {
        if (element.kind === 'barrier') element.arrive();
        else this.#give(group, new RelanedDelivery(element, lane));
      },
      error: (error: unknown) => this.fail(error, lane.source),
      complete: () => this.#ended(group, ofLane),
    });
    return group;
  }

  #give(group: KeyGroup<T>, delivery: Delivery<R>): void {
    if (group.passed <= this.#out) this.out.next(delivery);
    else this.#passing[group.passed - this.#out - 1]!.early.push(delivery);
  }

  #close(passing: Passing<R>): void {
    passing.open -= 1;
    for (let front = this.#passing[0]; front?.open === 0; front = this.#passing[0]) {
      this.#passing.shift();
      this.#out += 1;
      try {
        for (const [lane, key, snapshots] of front.added) this.#store(lane, key, snapshots);
        this.states.save(front.barrier);
      } catch (error) {
        this.fail(error, front.barrier.source);
        return;
      }
      this.out.next(front.barrier);
      for (const delivery of front.early) this.out.next(delivery);
    }
    this.#end();
  }

  #store(lane: Lane, key: KeyName, snapshots: Snapshots): void {
    const group = this.#groups.get(lane)?.get(key);
    if (!group) return;
    group.snapshots = combineSnapshots(group.snapshots, snapshots);
    this.states.set(lane, key, group.snapshots);
  }

  #ended(group: KeyGroup<T>, ofLane: Map<KeyName, KeyGroup<T>>): void {
    this.#live -= 1;
    group.end();
    if (!this.#done) {
      ofLane.delete(group.key);
      this.states.delete(group.lane, group.key);
    }
    this.#end();
  }

  #end(): void {
    if (this.#done && this.#live === 0 && this.#passing.length === 0) this.out.complete();
  }

  #dropGone({ marks, source }: Barrier): void {
    const named = new Set(marks.map(({ lane }) => lane));
    this.#leave([...this.#groups.keys()].filter((lane) => lane.source === source && !named.has(lane)));
  }

  #leave(lanes: readonly Lane[]): void {
    for (const lane of lanes) {
      const groups = this.#groups.get(lane)!;
      this.#groups.delete(lane);
      for (const group of groups.values()) {
        this.#live -= 1;
        group.subscription?.unsubscribe();
        group.end();
      }
    }
  }
}
