import { describe, expect, test } from 'vitest';
import { concat } from 'rxjs';
import type { Observable } from 'rxjs';
import { concatMapValue, filterValue, mapMany, mapValue, mergeMapValue, tapValue } from '../../src/index.ts';
import { asFlow, marbles, openLane, shown } from '../marbles.ts';
import { diagramsOf } from './diagrams.ts';
import type { EchoingOperators } from './diagrams.ts';

const operators: EchoingOperators = [
  ['mapValue', () => mapValue((letter) => letter)],
  ['filterValue', () => filterValue(() => true)],
  ['tapValue', () => tapValue(() => undefined)],
  ['mapMany', () => mapMany((letter) => [letter])],
  ['mergeMapValue', () => mergeMapValue((letter) => [letter], 2)],
  ['concatMapValue', () => concatMapValue((letter) => [letter])],
];

diagramsOf(operators, asFlow);

describe("an error in a user's function", () => {
  const thrower = () => {
    throw new Error('no');
  };
  test.each([
    ['mapValue', mapValue<string, string>(thrower)],
    ['filterValue', filterValue<string>(thrower)],
    ['tapValue', tapValue<string>(thrower)],
    ['mapMany', mapMany<string, string>(thrower)],
    ['mergeMapValue', mergeMapValue<string, string>(thrower, 1)],
    ['concatMapValue', concatMapValue<string, string>(thrower)],
  ])('rejects the delivery in %s, and the flow continues', (_name, operator) => {
    const { lane, log } = openLane();
    marbles(({ cold, expectObservable }) => {
      expectObservable(shown(asFlow(cold('-a-b-|'), lane).pipe(operator))).toBe('-----|');
    });
    expect(log).toEqual(['rejected 0: no', 'rejected 1: no']);
  });
});

test('filterValue acknowledges the values that it drops', () => {
  const { lane, log } = openLane();
  marbles(({ cold, expectObservable }) => {
    expectObservable(shown(asFlow(cold('-a-b-|'), lane).pipe(filterValue((letter) => letter === 'b')))).toBe('---b-|');
  });
  expect(log).toEqual(['settled to 1']);
});

test('mapMany acknowledges a parent without children', () => {
  const { lane, log } = openLane();
  marbles(({ cold, expectObservable }) => {
    expectObservable(shown(asFlow(cold('-a-|'), lane).pipe(mapMany(() => [])))).toBe('---|');
  });
  expect(log).toEqual(['settled to 1']);
});

describe('mergeMapValue', () => {
  const after = (cold: (input: string) => Observable<string>, waits: Record<string, string>) => (letter: string) =>
    cold(waits[letter]!);

  test('emits in order of completion', () =>
    marbles(({ cold, expectObservable }) => {
      const project = after(cold, { a: '-----x|', b: '-y|' });
      expectObservable(shown(asFlow(cold('ab|'), openLane().lane).pipe(mergeMapValue(project, 2)))).toBe('--y--x|');
    }));

  test('holds a barrier until all results before it are emitted, and holds later results until the barrier', () =>
    marbles(({ cold, expectObservable }) => {
      const project = after(cold, { a: '------x|', b: '-y|' });
      expectObservable(shown(asFlow(cold('aBb|'), openLane().lane).pipe(mergeMapValue(project, 2)))).toBe(
        '------x(By|)',
      );
    }));

  test('rejects the parent when an inner stream errors', () => {
    const { lane, log } = openLane();
    marbles(({ cold, expectObservable }) => {
      expectObservable(
        shown(asFlow(cold('a|'), lane).pipe(mergeMapValue(() => cold<string>('--#', undefined, 'gone'), 1))),
      ).toBe('--|');
    });
    expect(log).toEqual(['rejected 0: gone']);
  });

  test('unsubscribes from inner streams when it is unsubscribed', () =>
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('-----x|');
      expectObservable(shown(asFlow(cold('a'), openLane().lane).pipe(mergeMapValue(() => inner, 1))), '---!').toBe(
        '----',
      );
      expectSubscriptions(inner.subscriptions).toBe('^--!');
    }));
});

test('concatMapValue keeps the order', () =>
  marbles(({ cold, expectObservable }) => {
    const waits: Record<string, string> = { a: '----x|', b: '-y|' };
    expectObservable(
      shown(asFlow(cold('ab|'), openLane().lane).pipe(concatMapValue((letter) => concat(cold(waits[letter]!))))),
    ).toBe('----x-y|');
  }));
