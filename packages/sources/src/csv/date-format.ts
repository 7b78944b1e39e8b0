import { sourcesError } from '../errors.ts';
import { utcOf } from './civil.ts';
import type { Civil } from './civil.ts';

/** The date and time of day of a cell, and its offset from UTC if the cell has one. */
export interface Stamp {
  /** The date and time read as if they were UTC. */
  readonly wall: number;
  /** Whether there is a time of day. */
  readonly timed: boolean;
  /** Milliseconds ahead of UTC; undefined when the cell has no offset. */
  readonly offset: number | undefined;
}

/** Reads a cell in one format; returns undefined when the cell has another format or there is no such date or time. */
export type StampReader = (cell: string) => Stamp | undefined;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const offset = String.raw`(?<offset>Z|[+-]\d{2}:?\d{2})`;

const patterns: Readonly<Record<string, string>> = {
  YYYY: String.raw`(?<year>\d{4})`,
  MMM: `(?<name>${months.join('|')})`,
  MM: String.raw`(?<month>\d{2})`,
  M: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d{2})`,
  D: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<half>\d{2})`,
  h: String.raw`(?<half>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
  SSS: String.raw`(?<fraction>\d{1,9})`,
  A: '(?<meridiem>am|pm)',
  Z: offset,
};

const isoDate = String.raw`(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})`;
const isoSecond = String.raw`(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?`;
const isoTime = String.raw`(?<hour>\d{2}):(?<minute>\d{2})(?::${isoSecond})?${offset}?`;
const isoPattern = new RegExp(`^${isoDate}(?:[T ]${isoTime})?$`);

const tokens = /YYYY|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|SSS|A|Z|T|[A-Za-z]+|[^A-Za-z]+/g;

const digits = /^(?:[YDHhmsS]|MM?$)/;

/** Reads ISO 8601 dates, with or without a time of day. */
export const isoStamp: StampReader = (cell) => stampOf(isoPattern.exec(cell)?.groups);

/** Makes a reader of a format such as `DD.MM.YYYY HH:mm`; throws `PENSTOCK_BAD_OPTION`. */
export const stampReader = (format: string): StampReader => {
  const parts = typeof format === 'string' ? (format.match(tokens) ?? []) : [];
  const bad = (reason: string) =>
    sourcesError(
      'PENSTOCK_BAD_OPTION',
      `A date format must be 'ISO' or one such as 'DD.MM.YYYY HH:mm'; got ${JSON.stringify(format)}: ${reason}.`,
    );
  const once = (...names: readonly string[]) => parts.filter((part) => names.includes(part)).length;
  const unknown = parts.find((part) => /^[A-Za-z]/.test(part) && !Object.hasOwn(patterns, part) && part !== 'T');
  if (unknown) throw bad(`${unknown} is not a part of a format; the parts are ${Object.keys(patterns).join(', ')}`);
  if (once('YYYY') !== 1 || once('MM', 'M', 'MMM') !== 1 || once('DD', 'D') !== 1)
    throw bad('it needs YYYY, one of M, MM and MMM, and one of D and DD');
  const [full, half] = [once('HH', 'H'), once('hh', 'h')];
  if (full + half > 1 || half !== once('A')) throw bad('it needs H or HH, or h or hh with A');
  const isTimed = full + half === 1;
  const finer = ['mm', 'ss', 'SSS'].map((part) => once(part));
  // Minutes need hours, seconds need minutes, and so on.
  if (finer.some((count, index) => count > [Number(isTimed), ...finer][index]!))
    throw bad('a part of the time of day is missing or repeated');
  let loose: readonly string[] = [];
  for (const part of parts) {
    if (!digits.test(part)) loose = [];
    else if (part.length === 1 || part === 'SSS') loose = [...loose, part];
    if (loose.length > 1) throw bad(`the digits of ${loose.join(' and ')} need a separator between them`);
  }
  if (once('Z') > Number(isTimed)) throw bad('Z, the offset, needs a time of day');
  const pattern = parts.map((part) => patterns[part] ?? part.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)).join('');
  const regex = new RegExp(`^${pattern}$`, 'i');
  return (cell) => stampOf(regex.exec(cell)?.groups);
};

const stampOf = (groups: Readonly<Record<string, string | undefined>> | undefined): Stamp | undefined => {
  if (!groups) return undefined;
  const { hour, half, fraction, meridiem } = groups;
  // A 12-hour clock counts 12, 1, 2 … 11.
  if (half !== undefined && (Number(half) < 1 || Number(half) > 12)) return undefined;
  const civil: Civil = {
    year: Number(groups['year']),
    month: groups['name'] === undefined ? Number(groups['month']) : months.indexOf(groups['name'].toLowerCase()) + 1,
    day: Number(groups['day']),
    hour: half === undefined ? Number(hour ?? 0) : (Number(half) % 12) + (meridiem!.toLowerCase() === 'pm' ? 12 : 0),
    minute: Number(groups['minute'] ?? 0),
    second: Number(groups['second'] ?? 0),
    millisecond: Number((fraction ?? '').slice(0, 3).padEnd(3, '0')),
  };
  const wall = utcOf(civil);
  const ahead = groups['offset'] === undefined ? undefined : offsetMs(groups['offset']);
  if (wall === undefined || Number.isNaN(ahead)) return undefined;
  return { wall, timed: hour !== undefined || half !== undefined, offset: ahead };
};

const offsetMs = (text: string): number => {
  if (text.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  return hours > 23 || minutes > 59 ? NaN : (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};
