/** What is known of one day; of some sources that is only the close. */
export interface DailyPrice {
  /** Milliseconds since the Unix epoch, UTC, within the day. */
  readonly time: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number;
  readonly adjClose?: number | null;
  readonly volume: number | null;
}

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
}

/** The day of an instant, UTC, such as `2014-09-17`. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The document of a day. */
export const toDocument = ({ time, open, high, low, close, adjClose, volume }: DailyPrice): Document => ({
  Date: dayOf(time),
  Open: open,
  High: high,
  Low: low,
  Close: close,
  'Adj Close': adjClose ?? null,
  Volume: volume,
  '@timestamp': Date.parse(dayOf(time)),
});
