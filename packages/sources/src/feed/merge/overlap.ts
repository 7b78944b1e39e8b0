/**
 * The number of entries before the last one that a backfill requests again, unless ids are consecutive. An entry may
 * come this many places late without being lost, even if the connection or the process ends at that moment.
 */
export const overlap = 64;
