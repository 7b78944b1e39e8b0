import type { Barrier } from '../delivery/barrier.ts';
import type { Lane } from '../delivery/delivery.ts';
import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';
import { appended, keyedChanges } from './keyed-changes.ts';
import type { KeyedChanges } from './keyed-changes.ts';
import { keyText } from './key-name.ts';
import type { KeyName } from './key-name.ts';
import { LaneStates } from './lane-states.ts';

/** How keyed state is kept. */
export interface KeyedStatesOptions<S> {
  /**
   * What a store keeps of one key's state; default a structured clone. Later changes of the state must not show in it.
   */
  readonly snapshot?: (state: S) => unknown;
  /** The inverse of `snapshot`; default the snapshot itself. */
  readonly restore?: (snapshot: unknown) => S;
  /**
   * Where `snapshot` gives a list: what was added at its end since `snapshot` or `append` was last called for this
   * state, or `undefined` where the list was changed otherwise. Default: the whole is taken each time.
   */
  readonly append?: (state: S) => readonly unknown[] | undefined;
  /**
   * Lets the records of a key come in several lanes. For a process that holds all lanes: the state of a key then
   * lies in the lane that it was first seen in, and a lane that is taken away alone fails the flow. Default `false`.
   */
  readonly acrossPartitions?: boolean;
}

interface Entry<S> {
  readonly key: KeyName;
  readonly home: Keys<S>;
  state: S;
  /** Set since the last barrier. */
  changed: boolean;
  /** Part of an earlier snapshot, so that its removal has to be told. */
  isStored: boolean;
  isGone: boolean;
}

/** The keys of one lane, and what has become of them since the last barrier. */
interface Keys<S> {
  readonly lane: Lane;
  readonly entries: Map<KeyName, Entry<S>>;
  changed: Array<Entry<S>>;
  /** Also those that were taken up anew, which changes their place in the order. */
  removed: Set<KeyName>;
  /** Walks the entries from the oldest on; a new walk each time would step over all that were removed. */
  walk: Iterator<Entry<S>> | undefined;
  oldest: Entry<S> | undefined;
  /** Entries written since the last whole snapshot; `Infinity` when there was none. */
  written: number;
}

// Below this many keys a whole snapshot costs no more than keeping account of changes.
const alwaysWhole = 64;

/**
 * State by the name of a key (see `nameOf`) inside each lane, of which a barrier gets only what has changed since
 * the last one.
 *
 * When as many states have been written as there are keys, the next snapshot is whole again: a restart then reads
 * at most about twice the state. A key belongs to one lane, so that its state can move with the lane's partition;
 * one that turns up in a second lane while the first has state of it throws `PENSTOCK_KEY_SPANS_PARTITIONS`.
 *
 * @example
 * ```ts
 * const sums = new KeyedStates<number>('sums');
 * const add = ({ lane, value }: Delivery<number>, key: string) =>
 *   sums.set(lane, key, (sums.get(lane, key) ?? 0) + value);
 * ```
 */
export class KeyedStates<S> {
  readonly #lanes: LaneStates<Keys<S>>;
  readonly #copy: (state: S) => unknown;
  readonly #restore: (snapshot: unknown) => S;
  readonly #append: ((state: S) => readonly unknown[] | undefined) | undefined;
  /** By key over all lanes, where a key may come in any of them. */
  readonly #anywhere: Map<KeyName, Entry<S>> | undefined;
  // A `set` usually follows the `get` of the same key.
  #lastLane: Lane | undefined;
  #lastKey: KeyName | undefined;
  #lastEntry: Entry<S> | undefined;

  constructor(operator: string, options: KeyedStatesOptions<S> = {}) {
    this.#copy = options.snapshot ?? copyOf;
    this.#append = options.append;
    this.#restore = options.restore ?? ((snapshot) => snapshot as S);
    this.#anywhere = options.acrossPartitions ? new Map<KeyName, Entry<S>>() : undefined;
    this.#lanes = new LaneStates<Keys<S>>(operator, {
      create: (lane) => newKeys(lane, Infinity),
      restore: (snapshot, lane) => this.#restoreKeys(snapshot, lane),
      snapshot: (keys) => this.#snapshot(keys),
    });
  }

  /** The state of a key, or `undefined` where it has none. */
  get(lane: Lane, key: KeyName): S | undefined {
    return this.#entry(lane, key)?.state;
  }

  /** Sets the state of a key; also to be called after a change inside the state. */
  set(lane: Lane, key: KeyName, state: S): void {
    const entry = this.#entry(lane, key) ?? this.#add(lane, key, state);
    entry.state = state;
    if (entry.changed) return;
    entry.changed = true;
    entry.home.changed.push(entry);
  }

  /** Forgets a key. */
  delete(lane: Lane, key: KeyName): void {
    const entry = this.#entry(lane, key);
    if (!entry) return;
    this.#remove(entry);
  }

  /** Forgets the key that `oldest` gives. */
  deleteOldest(lane: Lane): void {
    const { oldest } = this.#lanes.of(lane);
    if (oldest && !oldest.isGone) this.#remove(oldest);
  }

  /** How many keys have their state in this lane. */
  size(lane: Lane): number {
    return this.#lanes.of(lane).entries.size;
  }

  /** The key of a lane that has been known the longest, also over restarts; for those who drop it next. */
  oldest(lane: Lane): readonly [KeyName, S] | undefined {
    const keys = this.#lanes.of(lane);
    const { entries } = keys;
    while (!keys.oldest || keys.oldest.isGone) {
      keys.walk ??= entries.values();
      const step = keys.walk.next();
      keys.oldest = step.done ? undefined : step.value;
      if (step.done) keys.walk = undefined;
      if (step.done && entries.size === 0) return undefined;
    }
    return [keys.oldest.key, keys.oldest.state];
  }

  /** The keys of a lane with their states, the longest known first, also over restarts. */
  *entries(lane: Lane): IterableIterator<[KeyName, S]> {
    for (const { key, state } of this.#lanes.of(lane).entries.values()) yield [key, state];
  }

  /** Adds to the barrier what has changed in each of its lanes; for every barrier, before it goes on. */
  save(barrier: Barrier): void {
    this.#lastKey = undefined;
    const before = this.#anywhere && [...this.#lanes.entries()].map(([lane]) => lane);
    this.#lanes.save(barrier);
    if (before) this.#forgetGone(before);
  }

  #entry(lane: Lane, key: KeyName): Entry<S> | undefined {
    if (key === this.#lastKey && lane === this.#lastLane) return this.#lastEntry;
    this.#lastEntry = this.#anywhere
      ? (this.#lanes.of(lane), this.#anywhere.get(key))
      : this.#lanes.of(lane).entries.get(key);
    this.#lastLane = lane;
    this.#lastKey = key;
    return this.#lastEntry;
  }

  #remove(entry: Entry<S>): void {
    const { key, home } = entry;
    this.#lastKey = undefined;
    entry.isGone = true;
    home.entries.delete(key);
    if (entry.isStored) home.removed.add(key);
    this.#anywhere?.delete(key);
  }

  #add(lane: Lane, key: KeyName, state: S): Entry<S> {
    if (!this.#anywhere) this.#checkAlone(lane, key);
    const home = this.#lanes.of(lane);
    const entry: Entry<S> = { key, home, state, changed: false, isStored: false, isGone: false };
    home.entries.set(key, entry);
    this.#anywhere?.set(key, entry);
    this.#lastEntry = entry;
    return entry;
  }

  // Only where a key begins, and in the states themselves, so that the check costs nothing a record and no memory.
  #checkAlone(lane: Lane, key: KeyName): void {
    for (const [other, { entries }] of this.#lanes.entries()) {
      if (other === lane || other.state === 'revoked' || !entries.has(key)) continue;
      throw streamError(
        'PENSTOCK_KEY_SPANS_PARTITIONS',
        `The operator ${this.#lanes.operator} has state of the key ${keyText(key)} in ` +
          `${other.topic}-${other.partition}, and a record with it came in ${lane.topic}-${lane.partition}. Write ` +
          'the records to a topic by this key first, or set acrossPartitions: true where this process holds all ' +
          'partitions.',
      );
    }
  }

  #restoreKeys(snapshot: unknown, lane: Lane): Keys<S> {
    if (!(snapshot instanceof Map)) {
      throw streamError(
        'PENSTOCK_STATE_CORRUPT',
        `The stored state ${this.#lanes.operator} of ${lane.topic}-${lane.partition} is not state by key: another ` +
          'operator has had this name. Rename one of them, or remove the state.',
      );
    }
    const keys = newKeys<S>(lane, 0);
    for (const [key, state] of snapshot as Map<string, unknown>) {
      const entry: Entry<S> = {
        key,
        home: keys,
        state: this.#restore(state),
        changed: false,
        isStored: true,
        isGone: false,
      };
      keys.entries.set(key, entry);
      this.#anywhere?.set(key, entry);
    }
    return keys;
  }

  #snapshot(keys: Keys<S>): ReadonlyMap<string, unknown> | KeyedChanges {
    const { entries, removed } = keys;
    const changed = keys.changed.filter(({ isGone }) => !isGone);
    for (const entry of changed) {
      entry.changed = false;
      entry.isStored = true;
    }
    keys.changed = [];
    keys.removed = new Set();
    keys.written += changed.length + removed.size;
    const isQuiet = keys.written !== Infinity && changed.length === 0 && removed.size === 0;
    if (isQuiet || keys.written <= Math.max(entries.size, alwaysWhole))
      return keyedChanges(
        this.#copies(changed, (state) => this.#change(state)),
        [...removed],
      );
    keys.written = 0;
    return this.#copies(entries.values(), this.#copy);
  }

  #change(state: S): unknown {
    const added = this.#append?.(state);
    return added ? appended(added) : this.#copy(state);
  }

  #copies(entries: Iterable<Entry<S>>, copy: (state: S) => unknown): Map<string, unknown> {
    const copies = new Map<string, unknown>();
    for (const { key, state } of entries) {
      try {
        copies.set(key, copy(state));
      } catch (cause) {
        throw streamError(
          'PENSTOCK_STATE_NOT_STORABLE',
          `The state that ${this.#lanes.operator} has of the key ${keyText(key)} cannot be copied: ` +
            `${reasonText(cause)}. Keep plain data in it, or give the operator a snapshot and a restore function.`,
          cause,
        );
      }
    }
    return copies;
  }

  #forgetGone(before: readonly Lane[]): void {
    const held = new Set([...this.#lanes.entries()].map(([lane]) => lane));
    const gone = before.filter((lane) => !held.has(lane));
    if (gone.length === 0) return;
    if (gone.length < before.length) {
      const { topic, partition } = gone[0]!;
      throw streamError(
        'PENSTOCK_KEY_SPANS_PARTITIONS',
        `The operator ${this.#lanes.operator} has acrossPartitions: true, which is for a process that holds all ` +
          `partitions, and ${topic}-${partition} was taken away. Run it alone in its group, or write the records to ` +
          'a topic by key first.',
      );
    }
    for (const [key, { home }] of this.#anywhere!) if (!held.has(home.lane)) this.#anywhere!.delete(key);
  }
}

const newKeys = <S>(lane: Lane, written: number): Keys<S> => ({
  lane,
  entries: new Map(),
  changed: [],
  removed: new Set(),
  walk: undefined,
  oldest: undefined,
  written,
});

const copyOf = (state: unknown): unknown =>
  typeof state === 'object' && state !== null ? structuredClone(state) : state;
