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

/** Options of {@link groupByKey}. */
export type GroupByKeyOptions<T, K extends RecordKey = RecordKey> = Omit<KeyedOptions<T, K>, 'acrossPartitions'>;

/**
 * Runs a separate pipeline for each key and merges the results.
 *
 * `pipeline` is called when a key is first seen, with the flow of its deliveries. It may use any operator. The state of
 * its operators is stored by key, and their names must differ only inside the pipeline. The pipeline decides the order
 * of a key's deliveries, their identity and their settlement. A barrier passes when it has passed every pipeline;
 * results after it wait until then.
 *
 * A pipeline runs as long as its lane, so `maxKeys` limits the number of pipelines; its default here is 10,000. When a
 * pipeline completes by itself, its state is dropped, and the next record of the key starts a new pipeline. When a
 * pipeline errors, the flow errors.
 *
 * @throws `PENSTOCK_BAD_OPTION`. A record without a key, or with a key above `maxKeys`, is rejected (see {@link
 * KeyedOptions}). If `pipeline` throws, the delivery is rejected.
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

/** A barrier that is passing through the groups. */
interface Passing<R> {
  readonly barrier: Barrier;
  /** How many groups it has not passed yet, plus 1 until it was sent to all groups. */
  open: number;
  readonly added: Array<readonly [lane: Lane, key: KeyName, snapshots: Snapshots]>;
  /** Results of groups that the barrier has already passed. They wait for the barrier. */
  readonly early: Array<Delivery<R>>;
}

class GroupByKey<T, R> extends KeyedSubscriber<T, R, Snapshots> {
  readonly #pipeline: (flow: Flow<T>, key: RecordKey) => Flow<R>;
  readonly #groups = new Map<Lane, Map<KeyName, KeyGroup<T>>>();
  #passing: Array<Passing<R>> = [];
  /** How many barriers were received, and how many were passed on. */
  #sent = 0;
  #out = 0;
  #live = 0;
  #done = false;

  constructor(
    out: Subscriber<Delivery<R> | Barrier>,
    pipeline: (flow: Flow<T>, key: RecordKey) => Flow<R>,
    settings: KeyedSettings<T>,
  ) {
    // No copy is needed: each barrier makes new snapshots, which never change.
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
    // A pipeline may complete during its subscription; it then takes no deliveries.
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
          // A group without a delivery since the last barrier has no new state, so it does not need most barriers. But
          // each group gets the first barrier and the last one.
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
    // Stored before its first record, so that the limit of keys and their lane are checked immediately.
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
