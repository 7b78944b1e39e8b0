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
        era: 'short',
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
    const parts: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(second)) parts[type] = value;
    const part = (type: string): number => Number(parts[type]);
    // The year before 1 AD is 1 BC here, and 0 in ISO 8601.
    const year = parts['era'] === 'BC' ? 1 - part('year') : part('year');
    const ofDay = ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1_000;
    return new Date(0).setUTCFullYear(year, part('month') - 1, part('day')) + ofDay - second;
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
