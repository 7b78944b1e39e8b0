import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PenstockError, reasonText } from '../../src/error/index.ts';

const thrower = (): never => {
  throw new Error('no text for you');
};
const revoked = Proxy.revocable({}, {});
revoked.revoke();

describe('reasonText', () => {
  test.each<[string, unknown, string]>([
    ['an error', new RangeError('too long'), 'too long'],
    ['an error of this package', new PenstockError('PENSTOCK_STALLED', 'stalled'), 'stalled'],
    ['an error of another realm', runInNewContext("new TypeError('elsewhere')"), 'elsewhere'],
    ['text', 'stop', 'stop'],
    ['a number', 42, '42'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('stop'), 'Symbol(stop)'],
    ['a big integer', 7n, '7'],
    ['an error without a message', new TypeError(), 'TypeError'],
    ['an error with a code', Object.assign(new Error(), { code: 'ECONNRESET' }), 'Error (ECONNRESET)'],
    ['an error whose code is a number', Object.assign(new Error(), { code: 7 }), 'Error'],
    ['an error whose message is not text', Object.assign(new Error(), { message: 5 }), '5'],
    ['an AggregateError with a message', new AggregateError([new Error('one')], 'all failed'), 'all failed'],
    [
      'an AggregateError without a message',
      new AggregateError([new Error('one'), 'two', new TypeError()]),
      'one; two; TypeError',
    ],
    ['an AggregateError without errors', new AggregateError([]), 'AggregateError'],
    ['an AggregateError with many errors', new AggregateError(Array(7).fill('no')), 'no; no; no; no; no (and 2 more)'],
    ['an object', { password: 'secret' }, '[object Object]'],
    ['an object without a prototype', Object.create(null), 'something that has no text'],
    ['an object whose text throws', { toString: thrower }, 'something that has no text'],
    [
      'an error whose message throws',
      Object.defineProperty(new Error(), 'message', { get: thrower }),
      'something that has no text',
    ],
    [
      'an AggregateError whose error has no text',
      new AggregateError([Object.create(null)]),
      'something that has no text',
    ],
    ['a revoked proxy', revoked.proxy, 'something that has no text'],
  ])('of %s', (_, thrown, text) => {
    expect(reasonText(thrown)).toBe(text);
  });

  test('ends for an AggregateError that contains itself', () => {
    const error = new AggregateError([]);
    error.errors.push(error);
    expect(reasonText(error)).toBe('AggregateError');
  });

  test('never throws, and shows no property of an object', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true });
    fc.assert(
      fc.property(anything, (thrown) => {
        expect(typeof reasonText(thrown)).toBe('string');
        expect(reasonText({ thrown })).toBe('[object Object]');
      }),
    );
  });

  test('shows no part of the request that an error has', () => {
    const request = { headers: { authorization: 'Basic secret' }, url: 'https://me:secret@host' };
    const error = Object.assign(new Error('refused'), { request, cause: new Error('secret') });
    expect(reasonText(error)).toBe('refused');
  });
});
