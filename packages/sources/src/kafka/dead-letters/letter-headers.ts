import type { RawHeader } from '../record/raw-headers.ts';

/** What {@link deadLetterTopic} adds to a record's headers, beside those that it had. */
export const letterHeaders = {
  code: 'penstock-error-code',
  reason: 'penstock-error-reason',
  topic: 'penstock-source-topic',
  partition: 'penstock-source-partition',
  offset: 'penstock-source-offset',
  /** When the record was given up: ISO 8601. */
  time: 'penstock-error-time',
  id: 'penstock-id',
  /** The record's own time, ms since the Unix epoch, where the letter has another. */
  sourceTime: 'penstock-source-time',
  /**
   * The parts that are a text about the record's own, which Kafka or JSON cannot carry: `key`, `value`, `headers`,
   * `time`.
   */
  asText: 'penstock-as-text',
} as const;

/** How often a record has been sent back. */
export const redrivenHeader = 'penstock-redriven';

const added: ReadonlySet<string> = new Set(Object.values(letterHeaders));

export const isLetterHeader = (name: string): boolean => added.has(name);

/** Whether a letter's header says something of the record itself, which stays true when a letter is rejected again. */
export const isRecordHeader = (name: string): boolean =>
  name === letterHeaders.sourceTime || name === letterHeaders.asText;

/** A header's value as text; of one that comes several times the last. */
export const headerText = (headers: readonly RawHeader[], name: string): string | undefined =>
  headers.findLast((header) => header[0] === name)?.[1]?.toString();
