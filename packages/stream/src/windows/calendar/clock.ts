import type { TimeZone } from './time-zone.ts';

const secondMs = 1_000;
const dayMs = 86_400_000;
// Southern summers are northern winters: the earlier of both is the zone's standard time.
const winters = [Date.UTC(2000, 0, 1), Date.UTC(2000, 6, 1)] as const;

/** What a clock shows, as milliseconds since it showed 1970-01-01 00:00. */
export interface Clock {
  show(time: number): number;
  /** The first instant at which the clock shows this or more. */
  firstAt(reading: number): number;
}

/**
 * The clock of a time zone. It is set forward and back where the zone's clocks are.
 *
 * With `modulo` it is set by less: a whole number of `modulo` is left out, so that it moves by at most half of it. It
 * then shows full hours (`modulo` of one hour) when local clocks do, and an hour that local clocks show twice is two
 * hours.
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
    // A clock that is set back shows the reading twice; where it is set forward it may skip it.
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

  /** The first instant in (low, high] at which the clock shows `reading` or more, to the second. */
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
