import type { HeaderEntries, HeaderEntry } from '../../record/header-entries.ts';

/** The header with a record's event time where its timestamp cannot hold it; `fromKafka` reads it back. */
export const timeHeader = 'penstock-time';

/** Kafka's own mark for "no timestamp", which is also the last millisecond before 1970. */
export const noTimestamp = '-1';

/** The timestamp of a record, whole milliseconds. */
export const timestampOf = (time: number): string => String(Math.floor(time));

/**
 * The headers with {@link timeHeader} where it is needed, and without that of an earlier time.
 *
 * @param isReplaced the broker puts the time of arrival in the place of the timestamp
 */
export const timedHeaders = (headers: HeaderEntries, time: number | undefined, isReplaced: boolean): HeaderEntries => {
  const isNeeded = time !== undefined && (isReplaced || time === -1 || !Number.isInteger(time));
  // Most records have no headers.
  if (!isNeeded && headers.length === 0) return headers;
  const text = String(time);
  if (isNeeded && headers.some(([name, value]) => name === timeHeader && value === text)) return headers;
  const others = headers.filter(([name]) => name !== timeHeader);
  const added: HeaderEntry = [timeHeader, text];
  return isNeeded ? [...others, added] : others;
};
