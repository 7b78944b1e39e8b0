import { causesOf } from './causes-of.ts';

/** The longest `retryAfter` of an error and its causes, since a caller may have wrapped the error of the server. */
export const askedWait = (error: unknown): number => {
  let longest = 0;
  for (const { retryAfter } of causesOf(error) as Iterable<{ retryAfter?: unknown }>) {
    if (typeof retryAfter === 'number' && retryAfter > longest) longest = retryAfter;
  }
  return longest;
};
