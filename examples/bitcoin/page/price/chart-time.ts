import type { Time, UTCTimestamp } from 'lightweight-charts';

/** Milliseconds since the epoch as a time of the chart library. */
export const seconds = (time: number): UTCTimestamp => (time / 1_000) as UTCTimestamp;

/** A time of the chart library in milliseconds since the epoch. */
export const milliseconds = (time: Time): number => Number(time) * 1_000;
