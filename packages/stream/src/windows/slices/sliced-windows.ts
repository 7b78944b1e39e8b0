import type { Lane } from '../../delivery/delivery.ts';
import type { Position } from '../../delivery/position.ts';
import type { KeyName } from '../../state/key-name.ts';
import { LaneWindows } from '../lane-windows.ts';
import type { Scope, Windowing } from '../lane-windows.ts';
import type { ClosingWindow, Group, OpenWindow, Updatable, WindowSpan } from '../open-windows.ts';
import { SliceTree } from './slice-tree.ts';
import type { Merging } from './slice-tree.ts';

/** The slices of overlapping windows, and the functions that merge their states. */
export interface Slicing<S> extends Windowing<S>, Merging<S> {
  /** True when the time zone may skip windows. */
  readonly maySkip: boolean;
  /** Returns the number of the slice that contains an instant; the last window with this slice has the same number. */
  numberOf(time: number): number;
}

/** The state of early updates of one window. Sliced windows need it, since their groups are slices, not windows. */
class EarlyWindow implements Updatable {
  readonly key: KeyName | null;
  readonly window: WindowSpan;
  fresh: Position | undefined;
  updating = false;

  constructor(key: KeyName | null, window: WindowSpan) {
    this.key = key;
    this.window = window;
  }
}

/** The slices of one key in one lane. */
interface KeySlices<S> {
  readonly slices: SliceTree<S>;
  /** The windows with early updates, by number. */
  readonly early: Map<number, EarlyWindow>;
}

/**
 * Overlapping windows of one lane, kept as slices that do not overlap. Each record is added to one slice, and the state
 * of a window is merged from its slices when it closes. A slice has the number of the last window that contains it, and
 * is dropped together with that window.
 */
export class SlicedWindows<S> extends LaneWindows<S> {
  protected override readonly kind = 's';
  readonly #slicing: Slicing<S>;
  readonly #keys = new Map<KeyName | null, KeySlices<S>>();

  constructor(lane: Lane, scope: Scope<S>, slicing: Slicing<S>) {
    super(lane, scope, slicing);
    this.#slicing = slicing;
  }

  override get nextNumber(): number {
    const { oldest } = this.open;
    return oldest ? Math.max(this.scope.first, this.#firstWith(oldest.number)) : Infinity;
  }

  override get nextEnd(): number {
    const number = this.nextNumber;
    return number === Infinity ? Infinity : this.#slicing.window(number).end;
  }

  override has(key: KeyName | null): boolean {
    return this.#keys.has(key);
  }

  override begin(window: OpenWindow<S>, key: KeyName | null, state: S): Group<S> {
    const lacking = this.lacking(window.number, key);
    const slice = super.begin(window, key, state);
    this.size += lacking - 1;
    let of = this.#keys.get(key);
    if (!of) this.#keys.set(key, (of = { slices: new SliceTree(this.#slicing), early: new Map() }));
    of.slices.add(slice);
    return slice;
  }

  override lacking(number: number, key: KeyName | null): number {
    const slices = this.#keys.get(key)?.slices;
    if (slices?.get(number)) return 0;
    const before = slices?.before(number) ?? -Infinity;
    const after = slices?.after(number) ?? Infinity;
    return this.#count(
      Math.max(this.scope.first, this.#firstWith(number), before + 1),
      Math.min(number, this.#firstWith(after) - 1),
    );
  }

  override current(key: KeyName | null, number: number): { readonly state: S } | undefined {
    return this.#keys.get(key)?.slices.merged(number, number + this.#slicing.hops - 1);
  }

  override touch(slice: Group<S>): void {
    this.#keys.get(slice.key)!.slices.touch(slice);
  }

  override *updatesOf(changed: Updatable): Iterable<Updatable> {
    if (changed instanceof EarlyWindow) {
      yield changed;
      return;
    }
    const { key, window, fresh } = changed;
    changed.fresh = undefined;
    const early = this.#keys.get(key)?.early;
    if (!early) return;
    for (
      let number = Math.max(this.scope.first, this.#firstWith(window.number));
      number <= window.number;
      number += 1
    ) {
      if (this.#slicing.isSkipped(number)) continue;
      let update = early.get(number);
      if (!update) early.set(number, (update = new EarlyWindow(key, { number, ...this.#slicing.window(number) })));
      if (update.fresh) continue;
      update.fresh = fresh;
      if (!update.updating) yield update;
    }
  }

  override close(number: number): ClosingWindow<S> | undefined {
    if (this.nextNumber !== number) return undefined;
    const groups = new Map<KeyName | null, { readonly key: KeyName | null; readonly state: S }>();
    const isSkipped = this.#slicing.isSkipped(number);
    for (const [key, { early }] of this.#keys) {
      const merged = isSkipped ? undefined : this.current(key, number);
      if (merged) groups.set(key, { key, state: merged.state });
      early.delete(number);
    }
    while (this.open.oldest && this.open.oldest.number <= number)
      for (const key of this.shift().groups.keys()) this.#drop(key, number);
    this.size -= groups.size;
    return { number, ...this.#slicing.window(number), groups };
  }

  protected override clock(): unknown[] {
    return [...super.clock(), this.scope.first];
  }

  protected override restoreClock(clock: readonly unknown[]): boolean {
    const first = clock[3];
    if (typeof first !== 'number' || !super.restoreClock(clock)) return false;
    this.scope.first = Math.max(this.scope.first, first);
    return true;
  }

  #drop(key: KeyName | null, number: number): void {
    const of = this.#keys.get(key);
    of?.slices.dropBefore(number + 1);
    if (of?.slices.isEmpty) this.#keys.delete(key);
  }

  /** Counts the windows from one number to another, both included. */
  #count(from: number, to: number): number {
    if (!this.#slicing.maySkip) return Math.max(0, to - from + 1);
    let count = 0;
    for (let number = from; number <= to; number += 1) if (!this.#slicing.isSkipped(number)) count += 1;
    return count;
  }

  /** Number of the first window that contains a slice. */
  #firstWith(slice: number): number {
    return slice - this.#slicing.hops + 1;
  }
}
