/** Steps of a fixed length in milliseconds. */
export interface EvenSteps {
  readonly unit: 'ms';
  readonly count: number;
}

/** The fields that all calendar steps have. */
interface LocalSteps {
  /** IANA name of the time zone whose calendar the steps follow. */
  readonly timeZone: string;
  /** Milliseconds since midnight that the local clock shows at each step. */
  readonly clock: number;
}

/** Steps of `count` days each. */
export interface DaySteps extends LocalSteps {
  readonly unit: 'day';
  readonly count: number;
}

/** One step on each of these days of every week, such as Monday to Friday. */
export interface WeekdaySteps extends LocalSteps {
  readonly unit: 'weekday';
  /** Increasing, 1 (Monday) to 7 (Sunday). */
  readonly weekdays: readonly number[];
}

/** Steps of `count` months each. */
export interface MonthSteps extends LocalSteps {
  readonly unit: 'month';
  readonly count: number;
  /** Day of the month, 1 to 31; a shorter month has its last day instead. */
  readonly day: number;
}

/** The steps between the rows of a series, as plain data that a model can save. */
export type Steps = EvenSteps | DaySteps | WeekdaySteps | MonthSteps;
