import { mostTables } from './expectation.ts';

/** The statistics that are judged for each row. From `season` on there is one for each season table. */
export const statistic = { value: 0, mean: 1, deviation: 2, error: 3, meanError: 4, season: 5 } as const;

/** How many statistics there are. */
export const statisticCount = statistic.season + mostTables;
