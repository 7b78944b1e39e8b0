import { isDeepStrictEqual } from 'node:util';
import type { ComparedProperty } from '../request/ensure-resource.ts';
import { withoutBoost } from '../request/query.ts';
import { timeValueMs } from '../request/time-value.ts';
import type { DatafeedRequest } from './datafeed.ts';

/**
 * Compares a wanted datafeed with the existing one. The job must be the same. Indices and query are always compared,
 * the other properties only if they are set; all of them can be changed.
 */
export const compareDatafeed = (feed: DatafeedRequest, answer: unknown): ComparedProperty[] => {
  const found = (answer as { readonly datafeeds: readonly [Partial<DatafeedRequest>] }).datafeeds[0];
  return [
    { property: 'job_id', wanted: feed.job_id, found: found.job_id, isSame: feed.job_id === found.job_id },
    changeable('indices', feed, found, isDeepStrictEqual),
    changeable('query', feed, found, (one, other) => isDeepStrictEqual(withoutBoost(one), withoutBoost(other))),
    ...(['frequency', 'query_delay'] as const)
      .filter((property) => feed[property] !== undefined)
      .map((property) => changeable(property, feed, found, (one, other) => timeValueMs(one) === timeValueMs(other))),
    ...(feed.scroll_size === undefined ? [] : [changeable('scroll_size', feed, found, isDeepStrictEqual)]),
  ];
};

const changeable = (
  property: keyof DatafeedRequest,
  feed: DatafeedRequest,
  found: Partial<DatafeedRequest>,
  isSame: (one: unknown, other: unknown) => boolean,
): ComparedProperty => ({
  property,
  wanted: feed[property],
  found: found[property],
  isSame: isSame(feed[property], found[property]),
  update: { [property]: feed[property] },
});
