import { z } from 'zod';
import { foundEnd, sourceNames } from './ranking.ts';
import type { SourceName } from './ranking.ts';

const price = z.number().nullable();

/** The prices of a day; some sources have only the close. */
export const dailyPrice = z.object({
  /** Milliseconds since the Unix epoch, UTC, within the day; the limits are those of JavaScript's `Date`. */
  time: z.int().min(-8.64e15).max(8.64e15),
  open: price,
  high: price,
  low: price,
  close: z.number(),
  adjClose: price.optional(),
  volume: price,
  source: z.enum(sourceNames).optional(),
  /** When the price was found, in milliseconds since the Unix epoch. */
  found: z.int().min(0).lt(foundEnd).optional(),
});

export type DailyPrice = z.infer<typeof dailyPrice>;

/** One day as it is indexed; its id is `Date`. */
export interface Document {
  readonly Date: string;
  readonly Open: number | null;
  readonly High: number | null;
  readonly Low: number | null;
  readonly Close: number;
  readonly 'Adj Close': number | null;
  readonly Volume: number | null;
  /** Milliseconds since the Unix epoch, midnight UTC of `Date`. */
  readonly '@timestamp': number;
  readonly Source: SourceName;
  /** When the price was found, in milliseconds since the Unix epoch; 0 if unknown. */
  readonly Found: number;
}

/** The UTC day of an instant, such as `2014-09-17`. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The id of a day, in the topic and in the index. */
export const idOf = ({ time }: DailyPrice): string => dayOf(time);

/** The document of a day. */
export const toDocument = ({
  time,
  open,
  high,
  low,
  close,
  adjClose,
  volume,
  source,
  found,
}: DailyPrice): Document => ({
  Date: dayOf(time),
  Open: open,
  High: high,
  Low: low,
  Close: close,
  'Adj Close': adjClose ?? null,
  Volume: volume,
  '@timestamp': Date.parse(dayOf(time)),
  Source: source ?? 'unknown',
  Found: found ?? 0,
});
