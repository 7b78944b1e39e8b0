import { sourcesError } from '../errors.ts';

const dayMs = 86_400_000;

/** A time zone: what its clocks show at an instant, and at which instant they show something. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** The day of the last wall clock that was looked up, with the offsets of the days beside it. */
  #near = { day: NaN, before: 0, after: 0 };

  /** @throws `PENSTOCK_BAD_OPTION` when `name` is not an IANA time zone that this Node knows. */
  constructor(name: string) {
    this.name = name;
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (cause) {
      throw sourcesError(
        'PENSTOCK_BAD_OPTION',
        `timeZone must be an IANA name such as 'Europe/Berlin'; got ${String(name)}.`,
        cause,
      );
    }
  }

  /** Milliseconds that the clocks are ahead of UTC at an instant. */
  offset(time: number): number {
    const second = Math.floor(time / 1_000) * 1_000;
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(second)) parts[type] = Number(value);
    const {
      year,
      month,
      day,
      hour,
      minute,
      second: seconds,
    } = parts as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
    return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + seconds) * 1_000 - second;
  }

  /** The instants at which the clocks show `wall`, given as the instant at which UTC shows it: none, one or two. */
  instantsOf(wall: number): readonly number[] {
    const day = Math.floor(wall / dayMs);
    if (day !== this.#near.day)
      this.#near = { day, before: this.offset((day - 1) * dayMs), after: this.offset((day + 2) * dayMs) };
    const { before, after } = this.#near;
    if (before === after) return [wall - before];
    return [wall - before, wall - after].filter((instant) => instant + this.offset(instant) === wall);
  }
}
