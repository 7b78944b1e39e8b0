import type { Lane } from '../delivery/delivery.ts';
import type { KeyName } from '../state/key-name.ts';
import { keyedChanges } from '../state/keyed-changes.ts';
import type { KeyedChanges } from '../state/keyed-changes.ts';
import { OpenWindows } from './open-windows.ts';
import type { ClosingWindow, Group, OpenWindow, Updatable } from './open-windows.ts';

/** The last closed window of a key, from which a gap after it is filled. */
export interface Remembered<S> {
  readonly key: KeyName | null;
  readonly number: number;
  readonly carried: unknown;
  readonly home: LaneWindows<S>;
}

/** The lanes whose windows close together: a single lane, or with `acrossPartitions` all lanes of the process. */
export class Scope<S> {
  readonly lanes: Array<LaneWindows<S>> = [];
  readonly remembered = new Map<KeyName | null, Remembered<S>>();
  /** Windows that end at or before this instant are closed. The horizon never decreases. */
  horizon = -Infinity;
  /** For sliced windows: windows with a lower number are closed. */
  first = -Infinity;
  /** End of the open window that ends first. */
  nextEnd = Infinity;
  /** How many things closing waits for: unsettled early updates, and the pause after many results. */
  waits = 0;

  findNextEnd(): void {
    this.nextEnd = Infinity;
    for (const { nextEnd } of this.lanes) if (nextEnd < this.nextEnd) this.nextEnd = nextEnd;
  }
}

/** The windows of an operator, as its lanes use them. */
export interface Windowing<S> {
  /** Identifies the division of time into windows. Stored window numbers are valid only for the same division. */
  readonly id: string;
  /** How many windows contain a record. */
  readonly hops: number;
  /** True for a window that the time zone skips, such as a day when it moved across the date line. */
  isSkipped(number: number): boolean;
  copy(state: S): S;
  window(number: number): { readonly start: number; readonly end: number };
}

// With at most this many groups written as changes, a restart reads them quickly, so no new whole snapshot is needed.
const fewChanges = 64;

/** The open windows of one lane, oldest first, and their changes since the last barrier. */
export class LaneWindows<S> {
  readonly lane: Lane;
  readonly scope: Scope<S>;
  readonly open = new OpenWindows<S>();
  /** Greatest event time so far. */
  newest = -Infinity;
  /** When the lane was first seen idle, by the operator's clock; `undefined` when it is not idle. */
  idleSince: number | undefined;
  /** Number of keys in open windows; a key counts once for each window. */
  size = 0;
  /** Open groups from a stored snapshot. They need an early update, since an update before the restart may be lost. */
  restored: Array<Group<S>> = [];
  /** First letter of the names of its groups in a snapshot. */
  protected readonly kind: string = 'w';
  readonly #windowing: Windowing<S>;
  #changed: Array<Group<S>> = [];
  #remembered: Array<Remembered<S>> = [];
  #closed: Array<OpenWindow<S>> = [];
  #forgotten: string[] = [];
  #saved = '';
  /** Number of groups in `open`. */
  #stored = 0;
  /** How many groups were stored as changes since the last whole snapshot; `Infinity` when there was none. */
  #written = Infinity;

  constructor(lane: Lane, scope: Scope<S>, windowing: Windowing<S>) {
    this.lane = lane;
    this.scope = scope;
    this.#windowing = windowing;
    scope.lanes.push(this);
    scope.lanes.sort((one, other) =>
      one.lane.topic === other.lane.topic
        ? one.lane.partition - other.lane.partition
        : one.lane.topic < other.lane.topic
          ? -1
          : 1,
    );
  }

  /** Number of the window that closes next; `Infinity` when none is open. */
  get nextNumber(): number {
    return this.open.oldest?.number ?? Infinity;
  }

  get nextEnd(): number {
    return this.open.oldest?.end ?? Infinity;
  }

  /** Returns the window of this number, and opens it if it is not open. */
  window(number: number): OpenWindow<S> {
    const found = this.open.find(number);
    if (found) return found;
    const opened = { number, ...this.#windowing.window(number), groups: new Map<KeyName | null, Group<S>>() };
    this.open.add(opened);
    if (opened === this.open.oldest) this.scope.nextEnd = Math.min(this.scope.nextEnd, this.nextEnd);
    return opened;
  }

  has(key: KeyName | null): boolean {
    for (const { groups } of this.open) if (groups.has(key)) return true;
    return false;
  }

  /** Adds a new key to a window. */
  begin(window: OpenWindow<S>, key: KeyName | null, state: S): Group<S> {
    const group: Group<S> = { key, window, state, changed: false, isMerged: false, fresh: undefined, updating: false };
    window.groups.set(key, group);
    this.size += 1;
    this.#stored += 1;
    return group;
  }

  /** How many windows would get their first record of this key with a record whose last window is `number`. */
  lacking(number: number, key: KeyName | null): number {
    let lacking = 0;
    for (let other = number - this.#windowing.hops + 1; other <= number; other += 1) {
      if (
        this.#windowing.window(other).end > this.scope.horizon &&
        !this.#windowing.isSkipped(other) &&
        !this.open.find(other)?.groups.has(key)
      )
        lacking += 1;
    }
    return lacking;
  }

  /** Returns the state of a key in an open window. */
  current(key: KeyName | null, number: number): { readonly state: S } | undefined {
    return this.open.find(number)?.groups.get(key);
  }

  /** Must be called when the state of a group changes that is part of a merged state. */
  touch(_group: Group<S>): void {}

  /** Returns the windows that need an early update after a change. */
  updatesOf(changed: Updatable): Iterable<Updatable> {
    return [changed];
  }

  change(group: Group<S>): void {
    group.changed = true;
    this.#changed.push(group);
  }

  /** Removes and returns the oldest window, if it has this number. */
  close(number: number): ClosingWindow<S> | undefined {
    if (this.nextNumber !== number) return undefined;
    const closed = this.shift();
    this.size -= closed.groups.size;
    return closed;
  }

  /** Removes and returns the oldest of `open`. */
  protected shift(): OpenWindow<S> {
    const oldest = this.open.shift();
    this.#stored -= oldest.groups.size;
    this.#closed.push(oldest);
    return oldest;
  }

  /** Remembers the closed window of a key, for filling the next gap. */
  remember(key: KeyName | null, number: number, carried: unknown): void {
    const before = this.scope.remembered.get(key);
    if (before && before.home !== this) before.home.forget(key);
    const remembered = { key, number, carried, home: this };
    // Deleted and set again, so that the longest silent key comes first.
    this.scope.remembered.delete(key);
    this.scope.remembered.set(key, remembered);
    this.#remembered.push(remembered);
  }

  forget(key: KeyName | null): void {
    this.scope.remembered.delete(key);
    this.#forgotten.push(rememberedName(key));
  }

  snapshot(): ReadonlyMap<string, unknown> | KeyedChanges {
    const { open, scope } = this;
    const oldest = open.oldest?.number ?? Infinity;
    const changed = this.#changed.filter(({ window }) => window.number >= oldest);
    for (const group of this.#changed) group.changed = false;
    const remembered = this.#remembered.filter((one) => scope.remembered.get(one.key) === one);
    const closed = this.#closed;
    const forgotten = this.#forgotten;
    const clock = `${this.newest} ${scope.horizon} ${scope.first}`;
    const written =
      changed.length + remembered.length + forgotten.length + closed.reduce((sum, { groups }) => sum + groups.size, 0);
    this.#written += written;
    [this.#changed, this.#remembered, this.#closed, this.#forgotten] = [[], [], [], []];
    const isQuiet = this.#written !== Infinity && clock === this.#saved && written === 0;
    this.#saved = clock;
    if (isQuiet) return keyedChanges(new Map(), []);
    if (this.#written <= Math.max(this.#stored, fewChanges)) {
      const removed = closed.flatMap(({ number, groups }) =>
        Array.from(groups.keys(), (key) => this.#groupName(number, key)),
      );
      return keyedChanges(this.#entries(changed, remembered), [...removed, ...forgotten]);
    }
    this.#written = 0;
    const all = Array.from(open, ({ groups }) => [...groups.values()]).flat();
    return this.#entries(
      all,
      [...scope.remembered.values()].filter(({ home }) => home === this),
    );
  }

  /** Restores a stored snapshot. Returns false when it is not a snapshot of such windows. */
  restore(snapshot: ReadonlyMap<string, unknown>): boolean {
    const clock = snapshot.get('c');
    if (!Array.isArray(clock) || !this.restoreClock(clock)) return false;
    for (const [name, value] of snapshot) {
      const [, kind, number, key] = /^([a-z])(-?\d+)?(?:\/([^]*))?$/.exec(name) ?? [];
      if (kind === this.kind && number)
        this.restored.push(this.begin(this.window(Number(number)), key ?? null, value as S));
      else if (kind === 'k' && !number) this.#restoreRemembered(key ?? null, value as readonly [number, unknown]);
      else if (name !== 'c') return false;
    }
    this.#written = 0;
    return true;
  }

  /** The snapshot entry with the times that decide which windows are closed. */
  protected clock(): unknown[] {
    return [this.newest, this.scope.horizon, this.#windowing.id];
  }

  protected restoreClock(clock: readonly unknown[]): boolean {
    const [newest, horizon] = clock;
    if (clock.length !== this.clock().length || typeof newest !== 'number' || typeof horizon !== 'number') return false;
    this.newest = newest;
    this.scope.horizon = Math.max(this.scope.horizon, horizon);
    return true;
  }

  #restoreRemembered(key: KeyName | null, [number, carried]: readonly [number, unknown]): void {
    const before = this.scope.remembered.get(key);
    // Two lanes may have been stored at different barriers. The newer window replaced the older one.
    if (!before || before.number < number) this.scope.remembered.set(key, { key, number, carried, home: this });
  }

  #entries(groups: ReadonlyArray<Group<S>>, remembered: ReadonlyArray<Remembered<S>>): Map<string, unknown> {
    const entries = new Map<string, unknown>([['c', this.clock()]]);
    for (const { key, window, state } of groups)
      entries.set(this.#groupName(window.number, key), this.#windowing.copy(state));
    for (const { key, number, carried } of remembered) entries.set(rememberedName(key), [number, carried]);
    return entries;
  }

  #groupName(number: number, key: KeyName | null): string {
    return key === null ? `${this.kind}${number}` : `${this.kind}${number}/${key}`;
  }
}

const rememberedName = (key: KeyName | null): string => (key === null ? 'k' : `k/${key}`);
