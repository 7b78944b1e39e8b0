/** Counters of a sink. They can be read while it runs and afterwards. */
export interface BulkCounts {
  /** Documents that did not exist before. */
  created: number;
  /** Documents that replaced or changed an existing one. */
  updated: number;
  deleted: number;
  /** Records that needed no write: the index had the same or a newer document, or nothing to delete. */
  unchanged: number;
  rejected: number;
  /** Documents sent again, counted each time. */
  retried: number;
  /** Requests sent. */
  requests: number;
  /** Bytes of the requests' bodies, before any compression. */
  bytes: number;
}

export const noCounts = (): BulkCounts => ({
  created: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  rejected: 0,
  retried: 0,
  requests: 0,
  bytes: 0,
});
