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

  test('never emits for a flow that never emits', () => check('-', '-'));
  test('completes for an empty flow', () => check('|', '|'));
  test('emits a batch at maxBatch, and the rest at the end', () => check('-a-b-c-|', '---x---(y|)'));
  test('emits a batch when its oldest value has waited maxAge', () => check('-a---------|', '------z----|'));
  test('passes an error on immediately', () => check('-a-#', '---#'));
  test('emits for an endless flow', () => check('-a-b-c', '---x------y'));
  test('emits nothing after it is unsubscribed', () => check('-a-b-|', '--', '--!'));
  test('holds a barrier until the values before it are emitted', () => check('-aB---|', '------(zB|)'));

  test('emits a short batch when the source has no credit', () => {
    const { lane, starved } = openLane();
    marbles(({ cold, expectObservable }) => {
      expectObservable(shown(asFlow(cold('-a-------'), lane).pipe(batch({ maxBatch: 2, maxAge: 50 })))).toBe(
        '---z',
        sets,
      );
      cold('---s').subscribe(() => starved.next());
    });
  });

  test('settles each of its members once', () => {
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

  test('refuses a maxBatch of 0', () => {
    expect(() => batch({ maxBatch: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
