import { describe, expect, test } from 'vitest';
import { tap } from 'rxjs';
import { batch } from '../../src/index.ts';
import { asFlow, marbles, openLane, shown } from '../marbles.ts';

const sets = { x: ['a', 'b'], y: ['c'], z: ['a'], B: 'B' as const };

describe('batch', () => {
  const check = (input: string, output: string, unsubscribed?: string) =>
    marbles(({ cold, expectObservable }) => {
      expectObservable(
        shown(asFlow(cold(input), openLane().lane).pipe(batch({ maxBatch: 2, maxAge: 5 }))),
        unsubscribed,
      ).toBe(output, sets);
    });

  test('never emits of a flow that never does', () => check('-', '-'));
  test('completes with an empty flow', () => check('|', '|'));
  test('emits at maxBatch, and the rest at the end', () => check('-a-b-c-|', '---x---(y|)'));
  test('emits at maxAge, counted from the oldest', () => check('-a---------|', '------z----|'));
  test('passes an error on at once', () => check('-a-#', '---#'));
  test('emits of an endless flow', () => check('-a-b-c', '---x------y'));
  test('emits nothing after it is left', () => check('-a-b-|', '--', '--!'));
  test('holds a barrier until its members have gone on', () => check('-aB---|', '------(zB|)'));

  test('lets go when the source is starved', () => {
    const { lane, starved } = openLane();
    marbles(({ cold, expectObservable }) => {
      expectObservable(shown(asFlow(cold('-a-------'), lane).pipe(batch({ maxBatch: 2, maxAge: 50 })))).toBe(
        '---z',
        sets,
      );
      cold('---s').subscribe(() => starved.next());
    });
  });

  test('settles its members, once', () => {
    const { lane, log } = openLane();
    marbles(({ cold, flush }) => {
      asFlow(cold('ab|'), lane)
        .pipe(
          batch({ maxBatch: 2 }),
          tap((element) => {
            if (element.kind !== 'delivery') return;
            expect(element.id).toBe('t-0-0..t-0-1');
            element.ack();
            element.reject('late');
          }),
        )
        .subscribe();
      flush();
    });
    expect(log).toEqual(['settled to 1', 'settled to 2']);
  });

  test('refuses a size of no values', () => {
    expect(() => batch({ maxBatch: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
