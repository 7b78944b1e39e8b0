import type { RawHeader } from '../record/raw-headers.ts';

/** The headers that {@link deadLetterTopic} adds to the record's own headers. */
export const letterHeaders = {
  code: 'penstock-error-code',
  reason: 'penstock-error-reason',
  topic: 'penstock-source-topic',
  partition: 'penstock-source-partition',
  offset: 'penstock-source-offset',
  /** When the record was rejected, as ISO 8601. */
  time: 'penstock-error-time',
  id: 'penstock-id',
  /** The record's time in ms since the Unix epoch, if the letter has another time. */
  sourceTime: 'penstock-source-time',
  /**
   * The parts that are only a text of the original, because Kafka or JSON cannot represent it: `key`, `value`,
   * `headers`, `time`.
   */
  asText: 'penstock-as-text',
} as const;

/** The number of times that a record has been sent back. */
export const redrivenHeader = 'penstock-redriven';

const added: ReadonlySet<string> = new Set(Object.values(letterHeaders));

export const isLetterHeader = (name: string): boolean => added.has(name);

/**
 * Returns whether a letter's header describes the record itself, so that it is kept when the letter is rejected again.
 */
export const isRecordHeader = (name: string): boolean =>
  name === letterHeaders.sourceTime || name === letterHeaders.asText;

/** Returns a header's value as text; the last value if there are several. */
export const headerText = (headers: readonly RawHeader[], name: string): string | undefined =>
  headers.findLast((header) => header[0] === name)?.[1]?.toString();
