import type { RecordInfo } from '../../delivery/delivery.ts';

/** The order of a record in time: by event time, then by partition, then by offset. */
export interface Instant {
  readonly time: number;
  readonly partition: number;
  readonly offset: number;
}

export const instantOf = (time: number, { position: { partition, offset } }: RecordInfo): Instant => ({
  time,
  partition,
  offset,
});

/** True when `one` comes before `other`. */
export const isBefore = (one: Instant, other: Instant): boolean => {
  if (one.time !== other.time) return one.time < other.time;
  return one.partition === other.partition ? one.offset < other.offset : one.partition < other.partition;
};
