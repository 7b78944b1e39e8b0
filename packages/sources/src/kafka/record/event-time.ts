import type { HeaderEntries, HeaderEntry } from '../../record/header-entries.ts';

/** The header with a record's event time if the timestamp cannot represent it; `fromKafka` reads it. */
export const timeHeader = 'penstock-time';

/** Kafka's value for "no timestamp", which would also be the last millisecond before 1970. */
export const noTimestamp = '-1';

/** Returns the timestamp of a record, in whole milliseconds. */
export const timestampOf = (time: number): string => String(Math.floor(time));

/**
 * Adds {@link timeHeader} to the headers if it is needed, and removes an outdated one.
 *
 * @param isReplaced Whether the broker replaces the timestamp by the time of arrival.
 */
export const timedHeaders = (headers: HeaderEntries, time: number | undefined, isReplaced: boolean): HeaderEntries => {
  const isNeeded = time !== undefined && (isReplaced || time === -1 || !Number.isInteger(time));
  // A shortcut, because most records have no headers.
  if (!isNeeded && headers.length === 0) return headers;
  const text = String(time);
  if (isNeeded && headers.some(([name, value]) => name === timeHeader && value === text)) return headers;
  const others = headers.filter(([name]) => name !== timeHeader);
  const added: HeaderEntry = [timeHeader, text];
  return isNeeded ? [...others, added] : others;
};
