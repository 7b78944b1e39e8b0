import type { Barrier } from '../delivery/barrier.ts';
import type { Lane } from '../delivery/delivery.ts';
import { reasonText } from '../error/reason-text.ts';
import { streamError } from '../errors.ts';
import { appended, keyedChanges } from './keyed-changes.ts';
import type { KeyedChanges } from './keyed-changes.ts';
import { keyText } from './key-name.ts';
import type { KeyName } from './key-name.ts';
import { LaneStates } from './lane-states.ts';

/** Options of {@link KeyedStates}. */
export interface KeyedStatesOptions<S> {
  /**
   * Returns the value to store for the state of one key; default a structured clone. Later changes of the state must
   * not change this value.
   */
  readonly snapshot?: (state: S) => unknown;
  /** The inverse of `snapshot`; default: the snapshot is used as the state. */
  readonly restore?: (snapshot: unknown) => S;
  /**
   * For a `snapshot` that returns a list: returns the items appended since the last call of `snapshot` or `append` for
   * this state, or `undefined` when the list changed in another way. Default: the whole list is stored each time.
   */
  readonly append?: (state: S) => readonly unknown[] | undefined;
  /**
   * Allows records of one key in several lanes. Only for a process that owns all lanes: the lane in which a key is
   * first seen holds its state, and the flow fails when a single lane is revoked. Default `false`.
   */
  readonly acrossPartitions?: boolean;
}

interface Entry<S> {
  readonly key: KeyName;
  readonly home: Keys<S>;
  state: S;
  /** True when the state was set since the last barrier. */
  changed: boolean;
  /** True when an earlier snapshot has the key, so that the next one must record its removal. */
  isStored: boolean;
  isGone: boolean;
}

/** The keys of one lane, and their changes since the last barrier. */
interface Keys<S> {
  readonly lane: Lane;
  readonly entries: Map<KeyName, Entry<S>>;
  changed: Array<Entry<S>>;
  /** Removed keys, including those added again: a key that is added again moves to the end of the order. */
  removed: Set<KeyName>;
  /** Iterates over the entries, oldest first. It is kept because a new iterator would step over all removed entries. */
  walk: Iterator<Entry<S>> | undefined;
  oldest: Entry<S> | undefined;
  /** How many entries were stored as changes since the last whole snapshot; `Infinity` when there was none. */
  written: number;
}

// With at most this many entries written as changes, a restart reads them quickly, so no new whole snapshot is needed.
const fewChanges = 64;

/**
 * Keeps the state of each key in each lane, under the name of the key (see `nameOf`). A barrier gets only the changes
 * since the previous barrier.
 *
 * When as many changes were stored as there are keys, the next snapshot is whole again. So a restart reads at most
 * about twice the state. A key belongs to one lane, so that its state can move with the partition. A key that occurs in
 * a second lane while the first lane has its state throws `PENSTOCK_KEY_SPANS_PARTITIONS`.
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
  /** The entries of all lanes by key, with `acrossPartitions`. */
  readonly #anywhere: Map<KeyName, Entry<S>> | undefined;
  // The last lookup is cached, since `set` usually follows a `get` of the same key.
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

  /** Returns the state of a key, or `undefined`. */
  get(lane: Lane, key: KeyName): S | undefined {
    return this.#entry(lane, key)?.state;
  }

  /** Sets the state of a key. Also call it after a change inside the state object. */
  set(lane: Lane, key: KeyName, state: S): void {
    const entry = this.#entry(lane, key) ?? this.#add(lane, key, state);
    entry.state = state;
    if (entry.changed) return;
    entry.changed = true;
    entry.home.changed.push(entry);
  }

  /** Deletes a key. */
  delete(lane: Lane, key: KeyName): void {
    const entry = this.#entry(lane, key);
    if (!entry) return;
    this.#remove(entry);
  }

  /** Deletes the key that `oldest` returned. */
  deleteOldest(lane: Lane): void {
    const { oldest } = this.#lanes.of(lane);
    if (oldest && !oldest.isGone) this.#remove(oldest);
  }

  /** Returns how many keys have their state in this lane. */
  size(lane: Lane): number {
    return this.#lanes.of(lane).entries.size;
  }

  /**
   * Returns the key that was added first of all keys of a lane, also after a restart; for operators that drop it next.
   */
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

  /** Iterates over the keys of a lane and their states, in the order of their addition, also after a restart. */
  *entries(lane: Lane): IterableIterator<[KeyName, S]> {
    for (const { key, state } of this.#lanes.of(lane).entries.values()) yield [key, state];
  }

  /** Adds the changes of each lane to the barrier. Call it for every barrier before passing the barrier on. */
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

  // Runs only for a new key and searches the states themselves, so that it takes no time per record and no memory.
  #checkAlone(lane: Lane, key: KeyName): void {
    for (const [other, { entries }] of this.#lanes.entries()) {
      if (other === lane || other.state === 'revoked' || !entries.has(key)) continue;
      throw streamError(
        'PENSTOCK_KEY_SPANS_PARTITIONS',
        `The operator ${this.#lanes.operator} has state of the key ${keyText(key)} in ` +
          `${other.topic}-${other.partition}; got a record with this key in ${lane.topic}-${lane.partition}. Write ` +
          'the records to a topic that is partitioned by this key first, or set acrossPartitions: true if this ' +
          'process owns all partitions.',
      );
    }
  }

  #restoreKeys(snapshot: unknown, lane: Lane): Keys<S> {
    if (!(snapshot instanceof Map)) {
      throw streamError(
        'PENSTOCK_STATE_CORRUPT',
        `Expected state by key for the operator ${this.#lanes.operator} in ${lane.topic}-${lane.partition}; got ` +
          'state of another kind, so an operator of another kind had this name. Rename the operator, or remove the ' +
          'state.',
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
    if (isQuiet || keys.written <= Math.max(entries.size, fewChanges))
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
          `The state of the operator ${this.#lanes.operator} for the key ${keyText(key)} cannot be copied: ` +
            `${reasonText(cause)}. Use only plain data in the state, or give the operator a snapshot and a restore ` +
            'function.',
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
        `The operator ${this.#lanes.operator} has acrossPartitions: true, so its process must own all partitions; ` +
          `the partition ${topic}-${partition} was revoked. Run one process in the consumer group, or write the ` +
          'records to a topic that is partitioned by key first.',
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
