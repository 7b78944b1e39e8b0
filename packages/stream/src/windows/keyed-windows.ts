import type { RecordInfo, Lane } from '../delivery/delivery.ts';
import type { Barrier, BarrierMark } from '../delivery/barrier.ts';
import { resultsAtOnce } from '../operators/base/results.ts';
import type { KeyName } from '../state/key-name.ts';
import { LaneStates } from '../state/lane-states.ts';
import { copyState, mergeStates } from './aggregates/aggregate.ts';
import type { Aggregate } from './aggregates/aggregate.ts';
import type { Windows } from './calendar/windows.ts';
import { idleHorizon, lastEnd, slowestActive } from './horizons.ts';
import { LaneWindows, Scope } from './lane-windows.ts';
import type { ClosingWindow, Group, OpenWindow, Updatable, WindowSpan } from './open-windows.ts';
import { SlicedWindows } from './slices/sliced-windows.ts';
import type { Slicing } from './slices/sliced-windows.ts';
import { windowFailures } from './window-failures.ts';
import type { WindowSettings } from './window-options.ts';

/** The windows and the aggregate that records are folded with. */
export interface Folding<T, S> {
  readonly windows: Windows;
  /** How many windows contain a record; they have consecutive numbers. */
  readonly hops: number;
  readonly aggregate: Aggregate<T, unknown, S>;
}

/** Called for each key of a closing window, with the name of the key; `null` for records without a key. */
export type OnClosed<S> = (windows: LaneWindows<S>, key: KeyName | null, window: WindowSpan, state: S) => void;

// The earliest time of a Date.
const earliestTime = -8.64e15;

/** Keeps the open windows of every lane, by key, and closes them when the horizon passes their end. */
export class KeyedWindows<T, S> implements Slicing<S> {
  readonly hops: number;
  readonly #settings: WindowSettings<T>;
  readonly #folding: Folding<T, S>;
  readonly #onClosed: OnClosed<S>;
  readonly #onTurn: (scope: Scope<S>) => void;
  /** True when overlapping windows are kept as slices, which needs an aggregate with `merge`. */
  readonly #isSliced: boolean;
  /** To how many windows or slices a record is added. */
  readonly #folds: number;
  readonly #states: LaneStates<LaneWindows<S>>;
  /** The scope of all lanes, with `acrossPartitions`. */
  #together: Scope<S> | undefined;
  /** The window number of the last record, cached since the next record usually has the same one. */
  #slot = 0;
  #slotStart = Infinity;
  #slotEnd = -Infinity;
  /** Number of groups and remembered keys. It is counted again at each barrier, since lanes may be revoked. */
  #size = 0;
  /** The number of open windows that was last reported to the flow. */
  #told = 0;

  /** @param onTurn Called when `close` pauses after many results. It must call `close` again in a later turn. */
  constructor(
    settings: WindowSettings<T>,
    folding: Folding<T, S>,
    onClosed: OnClosed<S>,
    onTurn: (scope: Scope<S>) => void,
  ) {
    this.#settings = settings;
    this.#folding = folding;
    this.#onClosed = onClosed;
    this.#onTurn = onTurn;
    this.hops = folding.hops;
    this.#isSliced = folding.hops > 1 && folding.aggregate.merge !== undefined;
    this.#folds = this.#isSliced ? 1 : folding.hops;
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

  get maySkip(): boolean {
    return this.#folding.windows.length === undefined;
  }

  get id(): string {
    const { windows, hops } = this.#folding;
    if (hops === 1) return windows.id;
    return `${windows.id} x ${hops}${this.#isSliced ? ' in slices' : ''}`;
  }

  copy(state: S): S {
    return copyState(this.#folding.aggregate, state);
  }

  merge(state: S, other: S): S {
    return mergeStates(this.#folding.aggregate, state, other);
  }

  numberOf(time: number): number {
    return this.#folding.windows.number(time);
  }

  window(number: number): { readonly start: number; readonly end: number } {
    const { windows, hops } = this.#folding;
    return { start: windows.at(number), end: windows.at(number + hops) };
  }

  isSkipped(number: number): boolean {
    const { windows } = this.#folding;
    return this.maySkip && windows.at(number) === windows.at(number + 1);
  }

  /** True when closed windows wait to be emitted. */
  get isClosing(): boolean {
    for (const [, { scope }] of this.#states.entries())
      if (scope.waits > 0 && scope.nextEnd <= scope.horizon) return true;
    return false;
  }

  /** True when a record must wait because it belongs to a slice of a closed window that is not emitted yet. */
  mustWait({ scope }: LaneWindows<S>, time: number): boolean {
    return this.#isSliced && this.#folding.windows.at(this.numberOf(time) + 1) <= scope.horizon;
  }

  /**
   * Makes sure that the windows of a record fit into `maxOpen`, before the record is added to any of them. With
   * `onFull: 'closeOldest'` it closes the oldest windows. Returns false when there is no room.
   */
  makeRoom(windows: LaneWindows<S>, key: KeyName | null, time: number): boolean {
    const { maxOpen, onFull } = this.#settings;
    if (this.#size + this.hops <= maxOpen || this.#size + this.#lacking(windows, key, time) <= maxOpen) return true;
    if (onFull === 'reject') return false;
    const scopes = [...new Set(Array.from(this.#states.entries(), ([, { scope }]) => scope))];
    for (;;) {
      const oldest = scopes.reduce((one, other) => (other.nextEnd < one.nextEnd ? other : one));
      if (oldest.nextEnd === Infinity || oldest.waits > 0) break;
      this.#raise(oldest, oldest.nextEnd);
      if (this.#size + this.#lacking(windows, key, time) <= maxOpen) return true;
    }
    // No window is left to close, so it drops keys that are remembered for gaps, the longest silent one first.
    for (const { key: silent, home } of scopes.flatMap(({ remembered }) => [...remembered.values()])) {
      home.forget(silent);
      this.#size -= 1;
      if (this.#size + this.#lacking(windows, key, time) <= maxOpen) return true;
    }
    return true;
  }

  /** Adds a record to its open windows, and calls `onFolded` for each. Returns false when all of them are closed. */
  fold(
    windows: LaneWindows<S>,
    key: KeyName | null,
    selected: unknown,
    time: number,
    record: RecordInfo,
    onFolded: ((group: Group<S>) => void) | undefined,
  ): boolean {
    const { aggregate } = this.#folding;
    if (time < this.#slotStart || time >= this.#slotEnd) this.#moveSlot(time);
    let taken = false;
    for (let number = this.#slot - this.#folds + 1; number <= this.#slot; number += 1) {
      const group = this.#group(windows, number, key);
      if (!group) continue;
      group.state = aggregate.add(group.state, selected, time, record);
      if (group.isMerged) windows.touch(group);
      if (!group.changed) windows.change(group);
      onFolded?.(group);
      taken = true;
    }
    return taken;
  }

  /** Raises the watermark by the event time of a record, and closes the windows that it has passed. */
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

  /** Handles the state of the lanes of a barrier: new, idle or ended lanes. */
  look(barrier: Barrier): void {
    this.#leaveRevoked();
    for (const { lane } of barrier.marks) this.of(lane);
    for (const mark of barrier.marks) this.#lookAt(mark, this.of(mark.lane));
  }

  save(barrier: Barrier): void {
    for (const [, { scope }] of this.#states.entries()) this.#passEmpty(scope);
    this.#states.save(barrier);
    let open = 0;
    const scopes = new Set<Scope<S>>();
    for (const [, windows] of this.#states.entries()) {
      open += windows.size;
      scopes.add(windows.scope);
    }
    this.#size = open;
    for (const { remembered } of scopes) this.#size += remembered.size;
    barrier.marks[0]?.lane.context.countWindows(open - this.#told);
    this.#told = open;
  }

  /** Remembers the closed window of a key for filling a gap. A remembered key counts towards `maxOpen`. */
  remember(windows: LaneWindows<S>, key: KeyName | null, number: number, carried: unknown): void {
    if (!windows.scope.remembered.has(key)) this.#size += 1;
    windows.remember(key, number, carried);
  }

  /** Emits and removes the windows that end at or before the horizon. */
  close(scope: Scope<S>): void {
    let results = 0;
    // It waits for early updates: one that is still being written could overwrite the result.
    while (scope.nextEnd <= scope.horizon && scope.waits === 0) {
      if (results >= resultsAtOnce) {
        scope.waits += 1;
        this.#onTurn(scope);
        return;
      }
      results += this.#closeNext(scope);
    }
  }

  /** The state of a key in an open window, merged over all lanes with `acrossPartitions`. */
  current({ key, window }: Updatable, windows: LaneWindows<S>): S {
    if (!this.#together) return windows.current(key, window.number)!.state;
    return this.#merged(this.#together.lanes.flatMap((lane) => lane.current(key, window.number) ?? []));
  }

  /** Closes the oldest window, and returns the number of its results. */
  #closeNext(scope: Scope<S>): number {
    const number = Math.min(...scope.lanes.map(({ nextNumber }) => nextNumber));
    const closing: Array<readonly [LaneWindows<S>, ClosingWindow<S>]> = [];
    for (const windows of scope.lanes) {
      const window = windows.close(number);
      if (window) closing.push([windows, window]);
    }
    scope.first = number + 1;
    scope.findNextEnd();
    let results = 0;
    for (const [, { groups }] of closing) this.#size -= groups.size;
    for (const [windows, window] of closing) {
      for (const group of window.groups.values()) {
        const parts = closing.length === 1 ? [group] : closing.flatMap(([, { groups }]) => groups.get(group.key) ?? []);
        // A key of several lanes has one result, in the first of these lanes.
        if (parts[0] !== group) continue;
        this.#onClosed(windows, group.key, window, this.#merged(parts));
        results += 1;
      }
    }
    return results;
  }

  #lane(lane: Lane): LaneWindows<S> {
    const scope = this.#together ?? new Scope();
    return this.#isSliced ? new SlicedWindows(lane, scope, this) : new LaneWindows(lane, scope, this);
  }

  #restore(snapshot: unknown, lane: Lane): LaneWindows<S> {
    const clock: unknown = snapshot instanceof Map ? snapshot.get('c') : undefined;
    const { 2: id } = Array.isArray(clock) ? clock : [];
    if (typeof id === 'string' && id !== this.id) {
      throw windowFailures.changed(this.#settings.name, lane, id, this.id);
    }
    const windows = this.#lane(lane);
    if (!(snapshot instanceof Map) || !windows.restore(snapshot)) {
      throw windowFailures.notOfWindows(this.#settings.name, lane);
    }
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
    let window = open.newest;
    if (window?.number !== number) {
      const { windows: grid, hops } = this.#folding;
      if (grid.at(number + hops) <= scope.horizon) return undefined;
      window = open.find(number);
      if (!window) {
        if (this.isSkipped(number)) return undefined;
        this.#passEmpty(scope);
        window = windows.window(number);
      }
    } else if (window.end <= scope.horizon) {
      return undefined;
    }
    return window.groups.get(key) ?? this.#begin(windows, window, key);
  }

  #begin(windows: LaneWindows<S>, window: OpenWindow<S>, key: KeyName | null): Group<S> {
    if (!this.#together && !(this.#isSliced && windows.has(key))) this.#checkAlone(windows, key);
    const before = windows.size;
    const group = windows.begin(window, key, this.#folding.aggregate.create());
    this.#size += windows.size - before;
    return group;
  }

  // Runs only for the first record of a key in a window, so that it takes no time per record and no memory.
  #checkAlone(windows: LaneWindows<S>, key: KeyName | null): void {
    for (const [lane, other] of this.#states.entries()) {
      if (other === windows || lane.state === 'revoked' || !other.has(key)) continue;
      throw windowFailures.keySpansPartitions(this.#settings.name, key, lane, windows.lane);
    }
  }

  /** Returns how many windows of this key a record at this time would open. */
  #lacking(windows: LaneWindows<S>, key: KeyName | null, time: number): number {
    this.#passEmpty(windows.scope);
    return windows.lacking(this.numberOf(time), key);
  }

  /** Closes the windows without records that the horizon has passed; they have no results. */
  #passEmpty(scope: Scope<S>): void {
    if (!this.#isSliced || scope.nextEnd <= scope.horizon || scope.horizon < earliestTime) return;
    scope.first = Math.max(scope.first, this.numberOf(scope.horizon) - this.hops + 1);
  }

  #lookAt({ state }: BarrierMark, windows: LaneWindows<S>): void {
    const { scope } = windows;
    windows.idleSince = state === 'idle' ? (windows.idleSince ?? this.#settings.scheduler.now()) : undefined;
    const isOver = state === 'ended' && scope.lanes.every(({ lane }) => lane.state === 'ended');
    // The horizon rises only to the last open window: a later run may continue here, when the file or topic has grown.
    if (isOver) this.#raise(scope, lastEnd(scope.lanes));
    else if (this.#together) this.#raise(scope, idleHorizon(windows.idleSince, scope.lanes, this.#settings));
    else if (state === 'idle') this.#raise(scope, idleHorizon(windows.idleSince, this.#all(), this.#settings));
    else this.close(scope);
  }

  *#all(): Iterable<LaneWindows<S>> {
    for (const [, windows] of this.#states.entries()) yield windows;
  }

  #raise(scope: Scope<S>, horizon: number): void {
    if (horizon > scope.horizon) scope.horizon = horizon;
    if (scope.nextEnd <= scope.horizon) this.close(scope);
  }

  #merged(parts: ReadonlyArray<{ readonly state: S }>): S {
    const [first, ...others] = parts;
    if (others.length === 0) return first!.state;
    return others.reduce((state, other) => this.merge(state, other.state), this.copy(first!.state));
  }

  /**
   * With `acrossPartitions`, begins a new scope when all lanes are revoked; new lanes then begin with stored state. It
   * is an error when only some are revoked.
   */
  #leaveRevoked(): void {
    if (!this.#together) return;
    const { lanes } = this.#together;
    const gone = lanes.find(({ lane }) => lane.state === 'revoked')?.lane;
    if (!gone) return;
    if (lanes.some(({ lane }) => lane.state !== 'revoked')) {
      throw windowFailures.partitionTaken(this.#settings.name, gone);
    }
    this.#together = new Scope();
  }
}
