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

/** How records are put into windows and folded. */
export interface Folding<T, S> {
  readonly windows: Windows;
  /** How many windows a record is in: each begins one number after the other. */
  readonly hops: number;
  readonly aggregate: Aggregate<T, unknown, S>;
}

/** Called with the name of each key of a window that closes, `null` for records without a key. */
export type OnClosed<S> = (windows: LaneWindows<S>, key: KeyName | null, window: WindowSpan, state: S) => void;

// What a Date can hold.
const earliestTime = -8.64e15;

/** The open windows of every lane, by key, and when they close. */
export class KeyedWindows<T, S> implements Slicing<S> {
  readonly hops: number;
  readonly #settings: WindowSettings<T>;
  readonly #folding: Folding<T, S>;
  readonly #onClosed: OnClosed<S>;
  readonly #onTurn: (scope: Scope<S>) => void;
  /** Overlapping windows of an aggregate that can be merged are kept as slices. */
  readonly #isSliced: boolean;
  /** How many windows or slices a record is folded into. */
  readonly #folds: number;
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

  /** @param onTurn called after `close` has given others a turn; closing waits until it calls `close` again. */
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

  get cut(): string {
    const { windows, hops } = this.#folding;
    if (hops === 1) return windows.cut;
    return `${windows.cut} x ${hops}${this.#isSliced ? ' in slices' : ''}`;
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

  /** Whether windows that the watermark has closed wait to be emitted. */
  get isClosing(): boolean {
    for (const [, { scope }] of this.#states.entries())
      if (scope.waits > 0 && scope.nextEnd <= scope.horizon) return true;
    return false;
  }

  /**
   * While windows that the watermark has closed wait to be emitted: true for a record that lies in them, and must not
   * go in.
   */
  mustWait({ scope }: LaneWindows<S>, time: number): boolean {
    return this.#isSliced && this.#folding.windows.at(this.numberOf(time) + 1) <= scope.horizon;
  }

  /**
   * Sees that a record finds room before any of it is folded, by closing the oldest windows if `onFull` says so; false
   * where it finds none.
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
    // What is left are keys remembered for their gaps, the one that was silent longest first.
    for (const { key: silent, home } of scopes.flatMap(({ remembered }) => [...remembered.values()])) {
      home.forget(silent);
      this.#size -= 1;
      if (this.#size + this.#lacking(windows, key, time) <= maxOpen) return true;
    }
    return true;
  }

  /** Folds a record into the windows it is in, and calls `onFolded` for each; false when all of them are closed. */
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

  /** One more key is remembered after its window; its window may have been the last that counted it. */
  remember(windows: LaneWindows<S>, key: KeyName | null, number: number, carried: unknown): void {
    if (!windows.scope.remembered.has(key)) this.#size += 1;
    windows.remember(key, number, carried);
  }

  /** Emits and frees the windows that end at or before the horizon. */
  close(scope: Scope<S>): void {
    let results = 0;
    // An update that is still being written might come to lie over the result.
    while (scope.nextEnd <= scope.horizon && scope.waits === 0) {
      if (results >= resultsAtOnce) {
        scope.waits += 1;
        this.#onTurn(scope);
        return;
      }
      results += this.#closeNext(scope);
    }
  }

  /** The state of an open window of a key over all lanes. */
  current({ key, window }: Updatable, windows: LaneWindows<S>): S {
    if (!this.#together) return windows.current(key, window.number)!.state;
    return this.#merged(this.#together.lanes.flatMap((lane) => lane.current(key, window.number) ?? []));
  }

  /** Closes the oldest window; the number of its results. */
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
        // Once, at the first lane that has the key.
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
    const { 2: cut } = Array.isArray(clock) ? clock : [];
    if (typeof cut === 'string' && cut !== this.cut) {
      throw windowFailures.cutChanged(this.#settings.name, lane, cut, this.cut);
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

  // Only where a key begins in a window, so that the check costs nothing a record and no memory.
  #checkAlone(windows: LaneWindows<S>, key: KeyName | null): void {
    for (const [lane, other] of this.#states.entries()) {
      if (other === windows || lane.state === 'revoked' || !other.has(key)) continue;
      throw windowFailures.keySpansPartitions(this.#settings.name, key, lane, windows.lane);
    }
  }

  /** How many windows a record of this key and time would be the first one in. */
  #lacking(windows: LaneWindows<S>, key: KeyName | null, time: number): number {
    this.#passEmpty(windows.scope);
    return windows.lacking(this.numberOf(time), key);
  }

  /** Windows without records close with nothing to emit, as the horizon passes them. */
  #passEmpty(scope: Scope<S>): void {
    if (!this.#isSliced || scope.nextEnd <= scope.horizon || scope.horizon < earliestTime) return;
    scope.first = Math.max(scope.first, this.numberOf(scope.horizon) - this.hops + 1);
  }

  #lookAt({ state }: BarrierMark, windows: LaneWindows<S>): void {
    const { scope } = windows;
    windows.idleSince = state === 'idle' ? (windows.idleSince ?? this.#settings.scheduler.now()) : undefined;
    const isOver = state === 'ended' && scope.lanes.every(({ lane }) => lane.state === 'ended');
    // Not for ever: a file that has grown, or a topic read to its end again, goes on from here.
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

  /** Lanes that close together go together; those that come in their place begin with what is stored. */
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
