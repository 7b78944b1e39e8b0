/** A day ahead. */
export interface DayAhead {
  readonly date: string;
  readonly mean: number;
  /**
   * Between these lies the close with a chance of 80 and of 95 percent; null where there were too few days to measure
   * it.
   */
  readonly lower80: number | null;
  readonly upper80: number | null;
  readonly lower95: number | null;
  readonly upper95: number | null;
}
