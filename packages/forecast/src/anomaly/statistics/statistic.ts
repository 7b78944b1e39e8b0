import { mostTables } from './expectation.ts';

/** What is judged of each row; those from `season` on are one for each table. */
export const statistic = { value: 0, mean: 1, deviation: 2, error: 3, meanError: 4, season: 5 } as const;

/** How many they are. */
export const statisticCount = statistic.season + mostTables;
