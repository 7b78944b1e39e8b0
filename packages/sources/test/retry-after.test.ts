import { expect, it } from 'vitest';
import { retryAfterMs } from '../src/retry-after.ts';

// The date is the example of RFC 9110, section 10.2.3.
it.each([
  ['120', 120_000],
  ['0', 0],
  ['Fri, 31 Dec 1999 23:59:59 GMT', 59_000],
  ['-1', undefined],
  ['', undefined],
  [null, undefined],
])('reads Retry-After %j as %j milliseconds', (header, expected) => {
  expect(retryAfterMs(header, Date.UTC(1999, 11, 31, 23, 59, 0))).toBe(expected);
});
