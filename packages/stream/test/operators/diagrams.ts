import type { Observable } from 'rxjs';
import { describe, test } from 'vitest';
import type { TestLane } from '../marbles.ts';
import type { Flow, FlowOperator } from '../../src/index.ts';
import { marbles, openLane, shown } from '../marbles.ts';

/** Operators by name, each configured to emit every letter immediately and unchanged. */
export type EchoingOperators = ReadonlyArray<readonly [string, () => FlowOperator<string, string>]>;

/** Tests each operator with the six diagrams that all operators have in common. */
export const diagramsOf = (
  operators: EchoingOperators,
  asFlow: (letters: Observable<string>, lane: TestLane) => Flow<string>,
): void =>
  describe.each(operators)('%s', (_name, operator) => {
    const same = (input: string, output: string) =>
      marbles(({ cold, expectObservable }) => {
        expectObservable(shown(asFlow(cold(input), openLane().lane).pipe(operator()))).toBe(output);
      });

    test('never emits for a flow that never emits', () => same('-', '-'));
    test('completes for an empty flow', () => same('|', '|'));
    test('passes values and barriers in place', () => same('-a-B-b-(cB)-|', '-a-B-b-(cB)-|'));
    test('passes an error on', () => same('-a-#', '-a-#'));
    test('passes an endless flow', () => same('-a-b-B-c', '-a-b-B-c'));

    test('unsubscribes from the flow when it is unsubscribed', () =>
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-b-c-d-|');
        expectObservable(shown(asFlow(source, openLane().lane).pipe(operator())), '----!').toBe('-a-b-');
        expectSubscriptions(source.subscriptions).toBe('^---!');
      }));
  });
