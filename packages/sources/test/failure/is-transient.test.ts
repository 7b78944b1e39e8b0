import { PenstockError } from '@penstock/stream';
import { expect, test } from 'vitest';
import { isTransient, RateLimitedError } from '../../src/index.ts';

const circle = new Error('circle');
circle.cause = circle;

test.each<[boolean, string, unknown]>([
  [true, 'a limit of requests', new RateLimitedError('', undefined)],
  [true, 'a time limit', new PenstockError('PENSTOCK_TIMEOUT', '')],
  [true, 'a server out of reach', new PenstockError('PENSTOCK_UNAVAILABLE', '')],
  [true, 'a socket that was reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  [true, "fetch's error over one", new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })],
  [true, 'the reason of AbortSignal.timeout', new DOMException('late', 'TimeoutError')],
  [false, 'a refused key', new PenstockError('PENSTOCK_UNAUTHORIZED', '')],
  [false, 'an answer of another shape', new PenstockError('PENSTOCK_BAD_RESPONSE', '')],
  [false, 'an abort', new DOMException('stop', 'AbortError')],
  [false, 'a mistake in the code', new TypeError('x is not a function')],
  [false, 'a circle of causes', circle],
  [false, 'null', null],
  [false, 'text', 'ECONNRESET'],
])('says %s of %s', (expected, _, error) => expect(isTransient(error)).toBe(expected));
