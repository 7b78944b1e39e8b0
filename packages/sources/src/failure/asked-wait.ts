import { causesOf } from './causes-of.ts';

/**
 * Returns the longest `retryAfter` of an error and its causes, because a caller may have wrapped the server's error.
 */
export const askedWait = (error: unknown): number => {
  let longest = 0;
  for (const { retryAfter } of causesOf(error) as Iterable<{ retryAfter?: unknown }>) {
    if (typeof retryAfter === 'number' && retryAfter > longest) longest = retryAfter;
  }
  return longest;
};
