import { PenstockError } from '@penstock/stream';
import { expect, test } from 'vitest';
import { isTransient, RateLimitedError } from '../../src/index.ts';

const circle = new Error('circle');
circle.cause = circle;

test.each<[boolean, string, unknown]>([
  [true, 'a rate limit', new RateLimitedError('', undefined)],
  [true, 'a time limit', new PenstockError('PENSTOCK_TIMEOUT', '')],
  [true, 'an unreachable server', new PenstockError('PENSTOCK_UNAVAILABLE', '')],
  [true, 'a socket that was reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  [
    true,
    "an error of fetch with a socket's error as its cause",
    new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
  ],
  [true, 'the reason of AbortSignal.timeout', new DOMException('late', 'TimeoutError')],
  [false, 'a rejected key', new PenstockError('PENSTOCK_UNAUTHORIZED', '')],
  [false, 'a response of another shape', new PenstockError('PENSTOCK_BAD_RESPONSE', '')],
  [false, 'an abort', new DOMException('stop', 'AbortError')],
  [false, 'a programming error', new TypeError('x is not a function')],
  [false, 'a circle of causes', circle],
  [false, 'null', null],
  [false, 'text', 'ECONNRESET'],
])('isTransient returns %s for %s', (expected, _, error) => expect(isTransient(error)).toBe(expected));
