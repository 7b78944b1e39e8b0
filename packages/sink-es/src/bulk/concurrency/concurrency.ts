/** What the limit learns from one answered request. */
export interface AnsweredRequest {
  /** Milliseconds from sending to the answer. */
  readonly took: number;
  /** When the request was sent, by the scheduler's clock, milliseconds. */
  readonly sentAt: number;
  /** True if the batch was nearly full; smaller batches do not show the server's speed. */
  readonly full: boolean;
  /** True if as many requests were open as the limit allows. */
  readonly saturated: boolean;
}

/** Limits how many requests are open at the same time. */
export interface Concurrency {
  readonly limit: number;
  answered(request: AnsweredRequest): void;
  /** Reports that the server was overloaded by a request that was sent at `sentAt`. */
  overloaded(sentAt: number, now: number): void;
}
