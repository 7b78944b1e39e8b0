/** The forecast of a day ahead. */
export interface DayAhead {
  readonly date: string;
  readonly mean: number;
  /**
   * The close is between these bounds with a chance of 80 and of 95 percent. They are null if there were too few days
   * to measure them.
   */
  readonly lower80: number | null;
  readonly upper80: number | null;
  readonly lower95: number | null;
  readonly upper95: number | null;
}
