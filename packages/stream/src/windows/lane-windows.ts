import type { Lane } from '../delivery/delivery.ts';
import type { KeyName } from '../state/key-name.ts';
import { keyedChanges } from '../state/keyed-changes.ts';
import type { KeyedChanges } from '../state/keyed-changes.ts';
import { OpenWindows } from './open-windows.ts';
import type { ClosingWindow, Group, OpenWindow, Updatable } from './open-windows.ts';

/** The last window of a key, where gaps to its next one are to be filled. */
export interface Remembered<S> {
  readonly key: KeyName | null;
  readonly number: number;
  readonly carried: unknown;
  readonly home: LaneWindows<S>;
}

/** The lanes whose windows close together: one alone, or all of a process across partitions. */
export class Scope<S> {
  readonly lanes: Array<LaneWindows<S>> = [];
  readonly remembered = new Map<KeyName | null, Remembered<S>>();
  /** Windows that end at or before this instant are closed; it never falls. */
  horizon = -Infinity;
  /** Where windows are made of slices: windows before this number are closed. */
  first = -Infinity;
  /** End of the open window that ends first. */
  nextEnd = Infinity;
  /** What closing waits for: early updates on their way, and the turn that others get in a long run of windows. */
  waits = 0;

  findNextEnd(): void {
    this.nextEnd = Infinity;
    for (const { nextEnd } of this.lanes) if (nextEnd < this.nextEnd) this.nextEnd = nextEnd;
  }
}

/** How the states of a lane's groups go into a snapshot and come back. */
export interface Windowing<S> {
  /** How time is cut; numbers of windows mean nothing where it is cut otherwise. */
  readonly cut: string;
  /** How many windows a record is in. */
  readonly hops: number;
  /** Whether the time zone has no time for a window to begin in, such as a day that was left out at the date line. */
  isSkipped(number: number): boolean;
  copy(state: S): S;
  window(number: number): { readonly start: number; readonly end: number };
}

// Below this many groups a whole snapshot costs no more than keeping account of changes.
const alwaysWhole = 64;

/** The open windows of one lane, oldest first, and what has become of them since the last barrier. */
export class LaneWindows<S> {
  readonly lane: Lane;
  readonly scope: Scope<S>;
  readonly open = new OpenWindows<S>();
  /** Greatest event time that has come. */
  newest = -Infinity;
  /** When it was first found idle, by the operator's clock. */
  idleSince: number | undefined;
  /** Keys in open windows, each counted once a window. */
  size = 0;
  /** Open groups from a stored snapshot that need an early update: those before the restart may be lost. */
  restored: Array<Group<S>> = [];
  /** What the names of its groups begin with in a snapshot. */
  protected readonly kind: string = 'w';
  readonly #windowing: Windowing<S>;
  #changed: Array<Group<S>> = [];
  #remembered: Array<Remembered<S>> = [];
  #closed: Array<OpenWindow<S>> = [];
  #forgotten: string[] = [];
  #saved = '';
  /** Groups in `open`. */
  #stored = 0;
  /** Groups written since the last whole snapshot; `Infinity` when there was none. */
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

  /** Number of the window that closes first; Infinity when none is open. */
  get nextNumber(): number {
    return this.open.oldest?.number ?? Infinity;
  }

  get nextEnd(): number {
    return this.open.oldest?.end ?? Infinity;
  }

  /** The open window of this number, opened if need be. */
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

  /** Puts a key that is not in a window yet into it. */
  begin(window: OpenWindow<S>, key: KeyName | null, state: S): Group<S> {
    const group: Group<S> = { key, window, state, changed: false, isMerged: false, fresh: undefined, updating: false };
    window.groups.set(key, group);
    this.size += 1;
    this.#stored += 1;
    return group;
  }

  /** How many windows a record of this key, whose newest window is `number`, would be the first one in. */
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

  /** The state of a key in an open window. */
  current(key: KeyName | null, number: number): { readonly state: S } | undefined {
    return this.open.find(number)?.groups.get(key);
  }

  /** Has to be called when the state of a group changes that is part of a merged one. */
  touch(_group: Group<S>): void {}

  /** What a changed group has to be updated of. */
  updatesOf(changed: Updatable): Iterable<Updatable> {
    return [changed];
  }

  change(group: Group<S>): void {
    group.changed = true;
    this.#changed.push(group);
  }

  /** Takes the window out if it is the oldest one and has this number. */
  close(number: number): ClosingWindow<S> | undefined {
    if (this.nextNumber !== number) return undefined;
    const closed = this.shift();
    this.size -= closed.groups.size;
    return closed;
  }

  /** Takes the oldest of `open` out. */
  protected shift(): OpenWindow<S> {
    const oldest = this.open.shift();
    this.#stored -= oldest.groups.size;
    this.#closed.push(oldest);
    return oldest;
  }

  /** Keeps what the next gap of a key is filled from. */
  remember(key: KeyName | null, number: number, carried: unknown): void {
    const before = this.scope.remembered.get(key);
    if (before && before.home !== this) before.home.forget(key);
    const remembered = { key, number, carried, home: this };
    // Set anew, so that the one that was silent longest comes first.
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
    if (this.#written <= Math.max(this.#stored, alwaysWhole)) {
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

  /** Takes over a stored snapshot; false when it is not of such windows. */
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

  /** The times that windows close by, as a snapshot has them. */
  protected clock(): unknown[] {
    return [this.newest, this.scope.horizon, this.#windowing.cut];
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
    // Two lanes may have been stored at different barriers; the newer of both is what the older led to.
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
