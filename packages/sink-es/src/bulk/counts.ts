/** What a sink has done so far; it is read while the sink runs and after. */
export interface BulkCounts {
  /** Documents that were not there before. */
  created: number;
  /** Documents that replaced or changed one. */
  updated: number;
  deleted: number;
  /** Documents that the index already had, the same. */
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
