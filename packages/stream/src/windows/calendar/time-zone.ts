import { streamError } from '../../errors.ts';

const secondMs = 1_000;
const hourMs = 3_600_000;
// Two days less than the span of a Date, so that a Date can also hold the local time.
const farthestTime = 8.64e15 - 48 * hourMs;
const maxCached = 10_000;

const known = new Map<string, TimeZone>();

/** A time zone. It gives how far local clocks are ahead of UTC. */
export class TimeZone {
  /** The name that the JavaScript engine gives the zone; `'UTC'` for all names of UTC. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #hours = new Map<number, number>();

  /**
   * Returns the zone of an IANA name. There is one object for each name, since a formatter is large and slow to make.
   *
   * @throws `PENSTOCK_BAD_OPTION` when the JavaScript engine does not know the name.
   */
  static of(name: string): TimeZone {
    let zone = known.get(name);
    if (!zone) known.set(name, (zone = new TimeZone(name)));
    return zone;
  }

  private constructor(name: string) {
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
      throw streamError(
        'PENSTOCK_BAD_OPTION',
        `timeZone must be an IANA name such as 'Europe/Berlin'; got ${String(name)}.`,
        cause,
      );
    }
    this.name = this.#format.resolvedOptions().timeZone;
  }

  /** Milliseconds by which local clocks are ahead of UTC at an instant. */
  offset(time: number): number {
    if (this.name === 'UTC') return 0;
    const at = Math.max(-farthestTime, Math.min(farthestTime, time));
    const hour = Math.floor(at / hourMs);
    const offset = this.#ofHour(hour);
    // Clocks change at most once in an hour. So when both full hours have the same offset, no formatting is needed.
    return offset === this.#ofHour(hour + 1) ? offset : this.#read(at);
  }

  #ofHour(hour: number): number {
    let offset = this.#hours.get(hour);
    if (offset === undefined) {
      offset = this.#read(hour * hourMs);
      if (this.#hours.size >= maxCached) this.#hours.clear();
      this.#hours.set(hour, offset);
    }
    return offset;
  }

  #read(time: number): number {
    // Rounded down, also before 1970: the formatter shows whole seconds.
    const seconds = Math.floor(time / secondMs) * secondMs;
    const parts: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(seconds)) parts[type] = value;
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    const date = new Date(0);
    date.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
    date.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
    return date.getTime() - seconds;
  }
}
