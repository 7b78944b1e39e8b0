import type { RawHeader } from '../consume/raw-headers.ts';

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
} as const;

/** How often a record has been sent back. */
export const redrivenHeader = 'penstock-redriven';

const added: ReadonlySet<string> = new Set(Object.values(letterHeaders));

export const isLetterHeader = (name: string): boolean => added.has(name);

/** A header's value as text; of one that comes several times the last. */
export const headerText = (headers: readonly RawHeader[], name: string): string | undefined => headers.findLast((header) => header[0] === name)?.[1]?.toString();
