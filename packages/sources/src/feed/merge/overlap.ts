/**
 * Entries before the last one that a backfill brings again, where ids are not consecutive: how many entries an entry
 * may come behind its place without being lost, even if the connection or the process ends right then.
 */
export const overlap = 64;
