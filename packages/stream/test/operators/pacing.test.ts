import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Barrier, deliver, rateLimit, replay, run, settle } from '../../src/index.ts';
import type { Flow, FlowOperator } from '../../src/index.ts';
import type { TestLane } from '../marbles.ts';
import { marbles, openLane, shown } from '../marbles.ts';

/** Each letter is a value at its event time in `times`, and `B` is a barrier. */
const timed = (letters: Observable<string>, lane: TestLane, times: Record<string, number> = {}): Flow<string> =>
  letters.pipe(
    map((letter) =>
      letter === 'B'
        ? new Barrier('interval', lane.source, [], () => undefined)
        : lane.deliver({ value: letter, offset: lane.ledger.next, time: times[letter] }),
    ),
  );

const check = (
  input: string,
  operator: FlowOperator<string, string>,
  output: string,
  times?: Record<string, number>,
  left?: string,
) =>
  marbles(({ cold, expectObservable }) => {
    expectObservable(shown(timed(cold(input), openLane().lane, times).pipe(operator)), left).toBe(output);
  });

describe('rateLimit', () => {
  const twoInFive = () => rateLimit<string>({ limit: 2, per: 5 });

  test('passes the limit immediately and delays the others, in any period', () =>
    check('(abcde)---|', twoInFive(), '(ab)-(cd)-(e|)'));
  test('passes deliveries immediately after a pause', () => check('(abc)-----d----|', twoInFive(), '(ab)-c----d----|'));
  test('keeps barriers in place', () => check('(abBcB)---|', twoInFive(), '(abB)(cB)-|'));
  test('passes the waiting deliveries after the end of the flow', () => check('(abc|)', twoInFive(), '(ab)-(c|)'));
  test('never emits for a flow that never emits', () => check('-', twoInFive(), '-'));
  test('completes for an empty flow', () => check('|', twoInFive(), '|'));
  test('passes an error on immediately', () => check('abc#', twoInFive(), 'ab-#'));
  test('passes an endless flow', () => check('-a----b-----c', twoInFive(), '-a----b-----c'));
  test('emits nothing after it is unsubscribed', () => check('(abcd)', twoInFive(), '(ab)', {}, '---!'));

  test('refuses options out of their range', () => {
    expect(() => rateLimit({ limit: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    expect(() => rateLimit({ limit: 1, per: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test('does not count as stalled while it waits', async () => {
    const counts = await run(
      deliver([1, 2, 3, 4], { maxInFlight: 2, stallTimeout: 30 }),
      rateLimit({ limit: 1, per: 90 }),
      settle(),
    );
    expect(counts.written).toBe(4);
  });
});

describe('replay', () => {
  const times = { a: 1_000, b: 1_040, c: 1_100, d: 1_020 };
  const tenfold = () => replay<string>({ speed: 10 });

  test('keeps the distances of event time, divided by the speed', () =>
    check('abc---------------|', tenfold(), 'a---b-----c-------|', times));
  test('passes overdue deliveries, and deliveries older than the last, immediately', () =>
    check('a---------bd|', tenfold(), 'a---------bd|', times));
  test('passes a delivery without event time immediately, in its order', () =>
    check('axb------|', tenfold(), 'ax--b----|', times));
  test('keeps barriers in place', () => check('aBbB-----|', tenfold(), 'aB--(bB)-|', times));
  test('waits no longer than maxWait, and continues the schedule from there', () =>
    check('abc-----------|', replay<string>({ speed: 10, maxWait: 2 }), 'a--b-c--------|', {
      a: 0,
      b: 100_000,
      c: 100_020,
    }));
  test('passes the waiting deliveries after the end of the flow', () => check('ab|', tenfold(), 'a---(b|)', times));
  test('never emits for a flow that never emits', () => check('-', tenfold(), '-'));
  test('completes for an empty flow', () => check('|', tenfold(), '|'));
  test('passes an error on immediately', () => check('ab#', tenfold(), 'a-#', times));
  test('passes an endless flow', () => check('-a----b', tenfold(), '-a----b', times));
  test('emits nothing after it is unsubscribed', () => check('abc', tenfold(), 'a---b', times, '------!'));

  test('refuses options out of their range', () => {
    for (const speed of [0, -1, NaN, Infinity])
      expect(() => replay({ speed })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    expect(() => replay({ speed: 1, maxWait: -1 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
