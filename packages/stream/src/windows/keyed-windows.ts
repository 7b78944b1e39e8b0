import type { RecordInfo } from '../delivery/delivery.ts';
import type { Barrier, BarrierMark } from '../delivery/barrier.ts';
import type { Lane } from '../delivery/flow.ts';
import { streamError } from '../errors.ts';
import { type KeyName, keyText } from '../state/key-name.ts';
import { LaneStates } from '../state/lane-states.ts';
import { type Aggregate, copyState } from './aggregates/aggregate.ts';
import type { Windows } from './calendar/windows.ts';
import { type Group, LaneWindows, type OpenWindow, Scope, type Windowing } from './lane-windows.ts';
import type { WindowSettings } from './window-options.ts';

/** How records are put into windows and folded. */
export interface Folding<T, S> {
  readonly windows: Windows;
  /** How many windows a record is in: each begins one number after the other. */
  readonly hops: number;
  readonly aggregate: Aggregate<T, unknown, S>;
}

/** Called with the name of each key of a window that closes, `null` for records without a key. */
export type OnClosed<S> = (windows: LaneWindows<S>, key: KeyName | null, window: OpenWindow<S>, state: S) => void;

/** The open windows of every lane, by key, and when they close. */
export class KeyedWindows<T, S> implements Windowing<S> {
  readonly #settings: WindowSettings<T>;
  readonly #folding: Folding<T, S>;
  readonly #onClosed: OnClosed<S>;
  readonly #states: LaneStates<LaneWindows<S>>;
  /** Of all lanes, where they close together. */
  #together: Scope<S> | undefined;
  /** The slot of the window grid that the last record was in: records come in runs. */
  #slot = 0;
  #slotStart = Infinity;
  #slotEnd = -Infinity;
  /** Groups and remembered keys; counted anew at each barrier, as lanes may go. */
  #size = 0;
  /** Open windows that the flow was last told of. */
  #told = 0;

  constructor(settings: WindowSettings<T>, folding: Folding<T, S>, onClosed: OnClosed<S>) {
    this.#settings = settings;
    this.#folding = folding;
    this.#onClosed = onClosed;
    this.#together = settings.acrossPartitions ? new Scope() : undefined;
    this.#states = new LaneStates<LaneWindows<S>>(settings.name, {
      create: (lane) => this.#lane(lane),
      restore: (snapshot, lane) => this.#restore(snapshot, lane),
      snapshot: (windows) => windows.snapshot(),
    });
  }

  of(lane: Lane): LaneWindows<S> {
    return this.#states.of(lane);
  }

  get cut(): string {
    const { windows, hops } = this.#folding;
    return hops === 1 ? windows.cut : `${windows.cut} x ${hops}`;
  }

  copy(state: S): S {
    return copyState(this.#folding.aggregate, state);
  }

  window(number: number): { readonly start: number; readonly end: number } {
    const { windows, hops } = this.#folding;
    return { start: windows.at(number), end: windows.at(number + hops) };
  }

  /** Whether the time zone has no time for a window to begin in, such as a day that was left out at the date line. */
  isSkipped(number: number): boolean {
    const { windows } = this.#folding;
    return windows.length === undefined && windows.at(number) === windows.at(number + 1);
  }

  /**
   * Sees that a record finds room before any of it is folded, by closing the oldest windows if `onFull` says so; false
   * where it finds none.
   */
  makeRoom(windows: LaneWindows<S>, key: KeyName | null, time: number): boolean {
    const { maxOpen, onFull } = this.#settings;
    if (this.#size + this.#folding.hops <= maxOpen || this.#size + this.#lacking(windows, key, time) <= maxOpen) return true;
    if (onFull === 'reject') return false;
    const scopes = [...new Set(Array.from(this.#states.entries(), ([, { scope }]) => scope))];
    for (;;) {
      const oldest = scopes.reduce((one, other) => (other.nextEnd < one.nextEnd ? other : one));
      if (oldest.nextEnd === Infinity || oldest.updating > 0) break;
      this.#raise(oldest, oldest.nextEnd);
      if (this.#size + this.#lacking(windows, key, time) <= maxOpen) return true;
    }
    // What is left are keys remembered for their gaps, the one that was silent longest first.
    for (const { key: silent, home } of scopes.flatMap(({ remembered }) => [...remembered.values()])) {
      home.forget(silent);
      this.#size -= 1;
      if (this.#size + this.#lacking(windows, key, time) <= maxOpen) return true;
    }
    return true;
  }

  /** Folds a record into the windows it is in, and calls `onFolded` for each; false when all of them are closed. */
  fold(windows: LaneWindows<S>, key: KeyName | null, selected: unknown, time: number, record: RecordInfo, onFolded: ((group: Group<S>) => void) | undefined): boolean {
    const { hops, aggregate } = this.#folding;
    if (time < this.#slotStart || time >= this.#slotEnd) this.#moveSlot(time);
    let taken = false;
    for (let number = this.#slot - hops + 1; number <= this.#slot; number += 1) {
      const group = this.#group(windows, number, key);
      if (!group) continue;
      group.state = aggregate.add(group.state, selected, time, record);
      if (!group.changed) windows.change(group);
      onFolded?.(group);
      taken = true;
    }
    return taken;
  }

  /** Moves the watermark by the event time of a record that has been folded, and closes what it has passed. */
  advance(windows: LaneWindows<S>, time: number): void {
    if (time <= windows.newest) return;
    const before = windows.newest;
    windows.newest = time;
    if (!this.#together) {
      this.#raise(windows.scope, time - this.#settings.lateness);
      return;
    }
    const slowest = slowestActive(windows.scope.lanes);
    if (slowest > before) this.#raise(windows.scope, slowest - this.#settings.lateness);
  }

  /** Takes up what a barrier says of its lanes: new ones, idle ones, ended ones. */
  look(barrier: Barrier): void {
    this.#leaveRevoked();
    for (const { lane } of barrier.marks) this.of(lane);
    for (const mark of barrier.marks) this.#lookAt(mark, this.of(mark.lane));
  }

  save(barrier: Barrier): void {
    this.#states.save(barrier);
    let open = 0;
    const scopes = new Set<Scope<S>>();
    for (const [, windows] of this.#states.entries()) {
      open += windows.size;
      scopes.add(windows.scope);
    }
    this.#size = open;
    for (const { remembered } of scopes) this.#size += remembered.size;
    barrier.marks[0]?.lane.source.countWindows(open - this.#told);
    this.#told = open;
  }

  /** One more key is remembered after its window; its window may have been the last that counted it. */
  remember(windows: LaneWindows<S>, key: KeyName | null, number: number, carried: unknown): void {
    if (!windows.scope.remembered.has(key)) this.#size += 1;
    windows.remember(key, number, carried);
  }

  /** Emits and frees the windows that end at or before the horizon. */
  close(scope: Scope<S>): void {
    // An update that is still being written might come to lie over the result.
    while (scope.nextEnd <= scope.horizon && scope.updating === 0) {
      const number = Math.min(...scope.lanes.map(({ open }) => open[0]?.number ?? Infinity));
      const closed: Array<readonly [LaneWindows<S>, OpenWindow<S>]> = [];
      for (const windows of scope.lanes) {
        const window = windows.close(number);
        if (window) closed.push([windows, window]);
      }
      scope.findNextEnd();
      for (const [, { groups }] of closed) this.#size -= groups.size;
      for (const [windows, window] of closed) {
        for (const group of window.groups.values()) {
          if (closed.length === 1) {
            this.#onClosed(windows, group.key, window, group.state);
            continue;
          }
          const parts = closed.flatMap(([, { groups }]) => groups.get(group.key) ?? []);
          // Once, at the first lane that has the key.
          if (parts[0] === group) this.#onClosed(windows, group.key, window, this.#merged(parts));
        }
      }
    }
  }

  /** The state of an open group over all lanes. */
  current(group: Group<S>): S {
    if (!this.#together) return group.state;
    const groups = this.#together.lanes.flatMap(({ open }) => open.find(({ number }) => number === group.window.number)?.groups.get(group.key) ?? []);
    return this.#merged(groups);
  }

  #lane(lane: Lane): LaneWindows<S> {
    return new LaneWindows(lane, this.#together ?? new Scope(), this);
  }

  #restore(snapshot: unknown, lane: Lane): LaneWindows<S> {
    if (!(snapshot instanceof Map) || !snapshot.has('c')) {
      throw streamError(
        'PENSTOCK_STATE_CORRUPT',
        `The stored state ${this.#settings.name} of ${lane.topic}-${lane.partition} is not that of windows: another operator has had this name. Rename one of them, or remove the state.`,
      );
    }
    const { 2: cut } = snapshot.get('c') as readonly [newest: number, horizon: number, cut?: string];
    if (cut !== this.cut) {
      throw streamError(
        'PENSTOCK_STATE_CORRUPT',
        `The stored state ${this.#settings.name} of ${lane.topic}-${lane.partition} has windows of ${cut ?? 'an older version'}, and the operator's are of ${this.cut}: its interval, time zone or origin has changed. Give it a new name, or remove the state.`,
      );
    }
    const windows = this.#lane(lane);
    windows.restore(snapshot as Map<string, unknown>);
    this.#size += windows.size + windows.scope.remembered.size;
    return windows;
  }

  #moveSlot(time: number): void {
    const { windows } = this.#folding;
    this.#slot = windows.number(time);
    this.#slotStart = windows.at(this.#slot);
    this.#slotEnd = windows.at(this.#slot + 1);
  }

  #group(windows: LaneWindows<S>, number: number, key: KeyName | null): Group<S> | undefined {
    const { scope, open } = windows;
    let window = open[open.length - 1];
    if (window?.number !== number) {
      const { windows: grid, hops } = this.#folding;
      if (grid.at(number + hops) <= scope.horizon || this.isSkipped(number)) return undefined;
      window = windows.window(number);
    } else if (window.end <= scope.horizon) {
      return undefined;
    }
    return window.groups.get(key) ?? this.#begin(windows, window, key);
  }

  #begin(windows: LaneWindows<S>, window: OpenWindow<S>, key: KeyName | null): Group<S> {
    if (!this.#together) this.#checkAlone(windows, key);
    const group: Group<S> = { key, window, state: this.#folding.aggregate.create(), changed: false, fresh: undefined, updating: false };
    window.groups.set(key, group);
    this.#size += 1;
    return group;
  }

  // Only where a key begins in a window, so that the check costs nothing a record and no memory.
  #checkAlone(windows: LaneWindows<S>, key: KeyName | null): void {
    for (const [lane, other] of this.#states.entries()) {
      if (other === windows || lane.state === 'revoked' || !other.has(key)) continue;
      const { topic, partition } = windows.lane;
      throw streamError(
        'PENSTOCK_KEY_SPANS_PARTITIONS',
        `${this.#settings.name} has a window of ${key === null ? 'records without a key' : `the key ${keyText(key)}`} in ${lane.topic}-${lane.partition}, and such a record came in ${topic}-${partition}. Write the records to a topic by this key first, or set acrossPartitions: true where this process holds all partitions.`,
      );
    }
  }

  /** How many groups a record of this key and time would open. */
  #lacking({ open, scope }: LaneWindows<S>, key: KeyName | null, time: number): number {
    const { windows, hops } = this.#folding;
    const slot = windows.number(time);
    let lacking = 0;
    for (let number = slot - hops + 1; number <= slot; number += 1) {
      if (windows.at(number + hops) > scope.horizon && !this.isSkipped(number) && !open.find((window) => window.number === number)?.groups.has(key)) lacking += 1;
    }
    return lacking;
  }

  #lookAt({ state }: BarrierMark, windows: LaneWindows<S>): void {
    const { scope } = windows;
    windows.idleSince = state === 'idle' ? (windows.idleSince ?? this.#settings.scheduler.now()) : undefined;
    const isOver = state === 'ended' && scope.lanes.every(({ lane }) => lane.state === 'ended');
    // Not for ever: a file that has grown, or a topic read to its end again, goes on from here.
    this.#raise(scope, isOver ? Math.max(...scope.lanes.map(({ open }) => open.at(-1)?.end ?? -Infinity)) : this.#idleWatermark(windows, state));
  }

  /** How far windows may close without a record of the lane: by the lanes that are active, else by the clock. */
  #idleWatermark({ idleSince, scope }: LaneWindows<S>, state: Lane['state']): number {
    const { lateness, idleTimeout, scheduler } = this.#settings;
    if (!this.#together && state !== 'idle') return -Infinity;
    const slowest = slowestActive(this.#together ? scope.lanes : Array.from(this.#states.entries(), ([, windows]) => windows));
    if (slowest < Infinity) return slowest - lateness;
    const now = scheduler.now();
    return idleSince !== undefined && now - idleSince >= idleTimeout ? now - idleTimeout - lateness : -Infinity;
  }

  #raise(scope: Scope<S>, horizon: number): void {
    if (horizon > scope.horizon) scope.horizon = horizon;
    if (scope.nextEnd <= scope.horizon) this.close(scope);
  }

  #merged(groups: ReadonlyArray<Group<S>>): S {
    const [first, ...others] = groups;
    if (others.length === 0) return first!.state;
    return others.reduce((state, other) => this.#folding.aggregate.merge!(state, other.state), this.copy(first!.state));
  }

  /** Lanes that close together go together; those that come in their place begin with what is stored. */
  #leaveRevoked(): void {
    if (!this.#together) return;
    const { lanes } = this.#together;
    const gone = lanes.find(({ lane }) => lane.state === 'revoked')?.lane;
    if (!gone) return;
    if (lanes.some(({ lane }) => lane.state !== 'revoked')) {
      throw streamError(
        'PENSTOCK_KEY_SPANS_PARTITIONS',
        `${this.#settings.name} has acrossPartitions: true, which is for a process that holds all partitions, and ${gone.topic}-${gone.partition} was taken away. Run it alone in its group, or write the records to a topic by key first.`,
      );
    }
    this.#together = new Scope();
  }
}

/** The newest event time of the lane that is behind all others that are active; `Infinity` when none is. */
const slowestActive = (lanes: ReadonlyArray<LaneWindows<unknown>>): number => {
  let slowest = Infinity;
  for (const { lane, newest } of lanes) if (lane.state === 'active' && newest < slowest) slowest = newest;
  return slowest;
};
