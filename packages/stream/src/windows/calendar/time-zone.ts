import { streamError } from '../../errors.ts';

const dayMs = 86_400_000;
const secondMs = 1_000;

/** The days of a time zone: which day an instant lies in, and at which instant a day begins. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /** @throws `PENSTOCK_BAD_OPTION` when `name` is no IANA time zone that this Node knows. */
  constructor(name: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (cause) {
      throw streamError('PENSTOCK_BAD_OPTION', `timeZone must be an IANA name such as 'Europe/Berlin'; got ${String(name)}.`, cause);
    }
  }

  /** What the clock on the wall shows at an instant, as the UTC instant at which UTC would show it. */
  wallClock(time: number): number {
    const parts: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(time)) parts[type] = value;
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    const date = new Date(0);
    date.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
    date.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
    return date.getTime() + (((time % secondMs) + secondMs) % secondMs);
  }

  /** Days since 1970-01-01 by the wall clock. */
  dayOf(time: number): number {
    return Math.floor(this.wallClock(time) / dayMs);
  }

  /** The instant at which a day begins; where clocks skip midnight, the instant of the skip. */
  startOf(day: number): number {
    const midnight = day * dayMs;
    const before = midnight - this.#offset(midnight - dayMs);
    const after = midnight - this.#offset(midnight + dayMs);
    // Where clocks are set back over midnight it comes twice; the day begins with the first.
    const found = [Math.min(before, after), Math.max(before, after)].find((time) => this.wallClock(time) === midnight);
    return found ?? this.#skipOver(midnight, after, before);
  }

  #offset(time: number): number {
    return this.wallClock(time) - time;
  }

  /** The first instant in (low, high] whose wall clock is at or past `midnight`, to the second. */
  #skipOver(midnight: number, low: number, high: number): number {
    let [past, reached] = [Math.floor(low / secondMs) - 1, Math.ceil(high / secondMs)];
    while (reached - past > 1) {
      const middle = Math.floor((past + reached) / 2);
      if (this.wallClock(middle * secondMs) >= midnight) reached = middle;
      else past = middle;
    }
    return reached * secondMs;
  }
}
