import type { TimeZone } from './time-zone.ts';

const secondMs = 1_000;
const dayMs = 86_400_000;
// One of these is in winter, on either hemisphere, and then the zone has its standard time, the smaller offset.
const winters = [Date.UTC(2000, 0, 1), Date.UTC(2000, 6, 1)] as const;

/** A clock. Its reading is in milliseconds since the reading 1970-01-01 00:00. */
export interface Clock {
  /** Returns the reading at an instant. */
  show(time: number): number;
  /** Returns the first instant at which the clock shows this reading or a later one. */
  firstAt(reading: number): number;
}

/**
 * The clock of a time zone, with its changes for daylight saving time.
 *
 * With `modulo`, whole multiples of `modulo` are left out of each change, so that the clock changes by at most half of
 * `modulo`. With a `modulo` of one hour, it shows full hours when local clocks do, but it does not show an hour twice.
 */
export class LocalClock implements Clock {
  readonly #zone: TimeZone;
  readonly #modulo: number;
  readonly #standard: number;

  constructor(zone: TimeZone, modulo = Infinity) {
    this.#zone = zone;
    this.#modulo = modulo;
    this.#standard = Math.min(zone.offset(winters[0]), zone.offset(winters[1]));
  }

  show(time: number): number {
    return time + this.#offset(time);
  }

  firstAt(reading: number): number {
    const before = reading - this.#offset(reading - dayMs);
    const after = reading - this.#offset(reading + dayMs);
    // A clock that is set back shows the reading twice. One that is set forward may skip it.
    const earlier = Math.min(before, after);
    if (this.show(earlier) === reading) return earlier;
    const later = Math.max(before, after);
    return this.show(later) === reading ? later : this.#skipOver(reading, earlier, later);
  }

  #offset(time: number): number {
    const offset = this.#zone.offset(time);
    if (this.#modulo === Infinity) return offset;
    return offset - Math.ceil((offset - this.#standard) / this.#modulo - 0.5) * this.#modulo;
  }

  /** The first instant in (low, high] at which the clock shows `reading` or a later reading, to the second. */
  #skipOver(reading: number, low: number, high: number): number {
    let [past, reached] = [Math.floor(low / secondMs) - 1, Math.ceil(high / secondMs)];
    while (reached - past > 1) {
      const middle = Math.floor((past + reached) / 2);
      if (this.show(middle * secondMs) >= reading) reached = middle;
      else past = middle;
    }
    return reached * secondMs;
  }
}
