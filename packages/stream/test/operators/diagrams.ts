import type { Observable } from 'rxjs';
import { describe, test } from 'vitest';
import type { TestLane } from '../marbles.ts';
import type { Flow, FlowOperator } from '../../src/index.ts';
import { marbles, openLane, shown } from '../marbles.ts';

/** Operators by name, each in a form that gives every letter back at once. */
export type EchoingOperators = ReadonlyArray<readonly [string, () => FlowOperator<string, string>]>;

/** Holds each operator to the six diagrams that all have in common. */
export const diagramsOf = (
  operators: EchoingOperators,
  asFlow: (letters: Observable<string>, lane: TestLane) => Flow<string>,
): void =>
  describe.each(operators)('%s', (_name, operator) => {
    const same = (input: string, output: string) =>
      marbles(({ cold, expectObservable }) => {
        expectObservable(shown(asFlow(cold(input), openLane().lane).pipe(operator()))).toBe(output);
      });

    test('never emits of a flow that never does', () => same('-', '-'));
    test('completes with an empty flow', () => same('|', '|'));
    test('passes values and barriers in place', () => same('-a-B-b-(cB)-|', '-a-B-b-(cB)-|'));
    test('passes an error on', () => same('-a-#', '-a-#'));
    test('passes an endless flow', () => same('-a-b-B-c', '-a-b-B-c'));

    test('leaves the flow when it is left', () =>
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-b-c-d-|');
        expectObservable(shown(asFlow(source, openLane().lane).pipe(operator())), '----!').toBe('-a-b-');
        expectSubscriptions(source.subscriptions).toBe('^---!');
      }));
  });
