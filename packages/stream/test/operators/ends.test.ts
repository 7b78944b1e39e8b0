import { map, merge, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { settle, tee, values } from '../../src/index.ts';
import type { Flow } from '../../src/index.ts';
import { asFlow, marbles, openLane, shown } from '../marbles.ts';

/** Each last step of a flow, mapped to one letter for each delivery. */
const ends: ReadonlyArray<readonly [string, (flow: Flow<string>) => Observable<string>]> = [
  ['values', values()],
  [
    'settle',
    (flow) =>
      flow.pipe(
        settle(),
        map(({ position }) => 'abcd'[position.offset]!),
      ),
  ],
];

describe.each(ends)('%s', (_name, end) => {
  const check = (input: string, output: string) =>
    marbles(({ cold, expectObservable }) => {
      expectObservable(end(asFlow(cold(input), openLane().lane))).toBe(output);
    });

  test('never emits for a flow that never emits', () => check('-', '-'));
  test('completes for an empty flow', () => check('|', '|'));
  test('emits one element for each delivery and none for a barrier', () => check('-a-B-b-|', '-a---b-|'));
  test('passes an error on', () => check('-a-#', '-a-#'));
  test('passes an endless flow', () => check('-a-b-c', '-a-b-c'));
  test('settles each delivery, and none after it is unsubscribed', () => {
    const { lane, log } = openLane();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-|');
      expectObservable(end(asFlow(source, lane)), '----!').toBe('-a-b-');
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
    expect(log).toEqual(['settled to 1', 'settled to 2']);
  });
});

describe('tee', () => {
  const both = (flow: Flow<string>) => merge(...tee(2)(flow).map((branch) => shown(branch)));
  const check = (input: string, output: string) =>
    marbles(({ cold, expectObservable }) => {
      expectObservable(both(asFlow(cold(input), openLane().lane))).toBe(output);
    });

  test('never emits for a flow that never emits', () => check('-', '-'));
  test('completes for an empty flow', () => check('|', '|'));
  test('passes every delivery and barrier to each branch', () => check('-a---B---|', '-(aa)(BB)|'));
  test('passes an error on', () => check('-#', '-#'));
  test('passes an endless flow', () => check('-a---b', '-(aa)(bb)'));
  test('unsubscribes from the flow when a branch is unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-|');
      const [one, other] = tee(2)(asFlow(source, openLane().lane));
      expectObservable(shown(one!), '--!').toBe('-a');
      expectObservable(shown(other!)).toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  test('completes a barrier when it has passed every branch', async () => {
    const { lane } = openLane();
    const [one, other] = tee(2)(asFlow(of('B'), lane));
    const seen: Array<{ arrive(): void; passed: boolean }> = [];
    one!.subscribe((element) => void (element.kind === 'barrier' && seen.push(element)));
    other!.subscribe((element) => void (element.kind === 'barrier' && seen.push(element)));
    expect(seen.map(({ passed }) => passed)).toEqual([false, false]);
    for (const barrier of seen) barrier.arrive();
    expect(seen.map(({ passed }) => passed)).toEqual([true, true]);
  });
});
