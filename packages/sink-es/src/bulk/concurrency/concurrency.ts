/** One answered request, as the limit learns from it. */
export interface AnsweredRequest {
  /** Milliseconds from sending to the answer. */
  readonly took: number;
  /** When it was sent. */
  readonly sentAt: number;
  /** True where the batch was as large as batches get; others tell nothing of the server's pace. */
  readonly full: boolean;
  /** True where as many were under way as the limit lets. */
  readonly saturated: boolean;
}

/** How many requests may be under way. */
export interface Concurrency {
  readonly limit: number;
  answered(request: AnsweredRequest): void;
  /** The server had too much to do with a request sent then. */
  overloaded(sentAt: number, now: number): void;
}
