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
} as const;

/** How often a record has been sent back. */
export const redrivenHeader = 'penstock-redriven';

/** A header's value as text; of one that came more than once the last. */
export const headerText = (value: Buffer | string | ReadonlyArray<Buffer | string> | undefined): string | undefined => {
  const last = Array.isArray(value) ? (value as ReadonlyArray<Buffer | string>).at(-1) : (value as Buffer | string | undefined);
  return last?.toString();
};
