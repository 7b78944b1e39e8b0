import type { Lane, Position } from '../delivery/flow.ts';
import type { KeyName } from '../state/key-name.ts';
import { keyedChanges, type KeyedChanges } from '../state/keyed-changes.ts';

/** One key in one window. */
export interface Group<S> {
  readonly key: KeyName | null;
  readonly window: OpenWindow<S>;
  state: S;
  /** Since the last barrier. */
  changed: boolean;
  /** Of a record since the last early update. */
  fresh: Position | undefined;
  /** An early update of it is on its way. */
  updating: boolean;
}

/** A window of one lane that takes records. */
export interface OpenWindow<S> {
  readonly number: number;
  readonly start: number;
  /** The first instant that is not in it any more. */
  readonly end: number;
  readonly groups: Map<KeyName | null, Group<S>>;
}

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
  /** End of the open window that ends first. */
  nextEnd = Infinity;
  /** Early updates on their way. */
  updating = 0;

  findNextEnd(): void {
    this.nextEnd = Infinity;
    for (const { open } of this.lanes) if (open[0] && open[0].end < this.nextEnd) this.nextEnd = open[0].end;
  }
}

/** How the states of a lane's groups go into a snapshot and come back. */
export interface Windowing<S> {
  /** How time is cut; numbers of windows mean nothing where it is cut otherwise. */
  readonly cut: string;
  copy(state: S): S;
  window(number: number): { readonly start: number; readonly end: number };
}

// Below this many groups a whole snapshot costs no more than keeping account of changes.
const alwaysWhole = 64;

/** The open windows of one lane, oldest first, and what has become of them since the last barrier. */
export class LaneWindows<S> {
  readonly lane: Lane;
  readonly scope: Scope<S>;
  readonly open: Array<OpenWindow<S>> = [];
  /** Greatest event time that has come. */
  newest = -Infinity;
  /** When it was first found idle, by the operator's clock. */
  idleSince: number | undefined;
  readonly #windowing: Windowing<S>;
  #changed: Array<Group<S>> = [];
  #remembered: Array<Remembered<S>> = [];
  #closed: Array<OpenWindow<S>> = [];
  #forgotten: string[] = [];
  #saved = '';
  /** Groups written since the last whole snapshot; `Infinity` when there was none. */
  #written = Infinity;

  constructor(lane: Lane, scope: Scope<S>, windowing: Windowing<S>) {
    this.lane = lane;
    this.scope = scope;
    this.#windowing = windowing;
    scope.lanes.push(this);
    scope.lanes.sort((one, other) => (one.lane.topic === other.lane.topic ? one.lane.partition - other.lane.partition : one.lane.topic < other.lane.topic ? -1 : 1));
  }

  get size(): number {
    let size = 0;
    for (const { groups } of this.open) size += groups.size;
    return size;
  }

  /** The open window of this number, opened if need be. */
  window(number: number): OpenWindow<S> {
    // Records are mostly of the newest windows.
    let index = this.open.length;
    while (index > 0 && this.open[index - 1]!.number > number) index -= 1;
    const found = this.open[index - 1];
    if (found?.number === number) return found;
    const opened = { number, ...this.#windowing.window(number), groups: new Map<KeyName | null, Group<S>>() };
    this.open.splice(index, 0, opened);
    if (opened.end < this.scope.nextEnd) this.scope.nextEnd = opened.end;
    return opened;
  }

  has(key: KeyName | null): boolean {
    return this.open.some(({ groups }) => groups.has(key));
  }

  change(group: Group<S>): void {
    group.changed = true;
    this.#changed.push(group);
  }

  /** Takes the window out if it is the oldest one and has this number. */
  close(number: number): OpenWindow<S> | undefined {
    if (this.open[0]?.number !== number) return undefined;
    const closed = this.open.shift()!;
    this.#closed.push(closed);
    return closed;
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
    const changed = this.#changed.filter(({ window }) => open.length > 0 && window.number >= open[0]!.number);
    for (const group of this.#changed) group.changed = false;
    const remembered = this.#remembered.filter((one) => scope.remembered.get(one.key) === one);
    const closed = this.#closed;
    const forgotten = this.#forgotten;
    const clock = `${this.newest} ${scope.horizon}`;
    const written = changed.length + remembered.length + forgotten.length + closed.reduce((sum, { groups }) => sum + groups.size, 0);
    this.#written += written;
    [this.#changed, this.#remembered, this.#closed, this.#forgotten] = [[], [], [], []];
    const isQuiet = this.#written !== Infinity && clock === this.#saved && written === 0;
    this.#saved = clock;
    if (isQuiet) return keyedChanges(new Map(), []);
    if (this.#written <= Math.max(this.size, alwaysWhole)) {
      const removed = closed.flatMap(({ number, groups }) => Array.from(groups.keys(), (key) => groupName(number, key)));
      return keyedChanges(this.#entries(changed, remembered), [...removed, ...forgotten]);
    }
    this.#written = 0;
    const all = open.flatMap(({ groups }) => [...groups.values()]);
    return this.#entries(all, [...scope.remembered.values()].filter(({ home }) => home === this));
  }

  /** Takes over a stored snapshot. */
  restore(snapshot: ReadonlyMap<string, unknown>): void {
    for (const [name, value] of snapshot) {
      const [, kind, number, key] = /^([wkc])(-?\d*)(?:\/([^]*))?$/.exec(name) ?? [];
      if (kind === 'w') {
        const window = this.window(Number(number));
        window.groups.set(key ?? null, { key: key ?? null, window, state: value as S, changed: false, fresh: undefined, updating: false });
      } else if (kind === 'k') {
        this.#restoreRemembered(key ?? null, value as readonly [number, unknown]);
      } else if (kind === 'c') {
        const [newest, horizon] = value as readonly [number, number];
        this.newest = newest;
        this.scope.horizon = Math.max(this.scope.horizon, horizon);
      }
    }
    this.#written = 0;
  }

  #restoreRemembered(key: KeyName | null, [number, carried]: readonly [number, unknown]): void {
    const before = this.scope.remembered.get(key);
    // Two lanes may have been stored at different barriers; the newer of both is what the older led to.
    if (!before || before.number < number) this.scope.remembered.set(key, { key, number, carried, home: this });
  }

  #entries(groups: ReadonlyArray<Group<S>>, remembered: ReadonlyArray<Remembered<S>>): Map<string, unknown> {
    const entries = new Map<string, unknown>([['c', [this.newest, this.scope.horizon, this.#windowing.cut]]]);
    for (const { key, window, state } of groups) entries.set(groupName(window.number, key), this.#windowing.copy(state));
    for (const { key, number, carried } of remembered) entries.set(rememberedName(key), [number, carried]);
    return entries;
  }
}

const groupName = (number: number, key: KeyName | null): string => (key === null ? `w${number}` : `w${number}/${key}`);
const rememberedName = (key: KeyName | null): string => (key === null ? 'k' : `k/${key}`);
