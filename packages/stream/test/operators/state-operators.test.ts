import { EMPTY, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Barrier, dedupe, groupByKey, indicator, joinAsOf, mapValue, scanByKey, validate } from '../../src/index.ts';
import type { Flow, FlowOperator, Indicator } from '../../src/index.ts';
import type { TestLane } from '../marbles.ts';
import { asFlow, marbles, openLane, shown } from '../marbles.ts';
import { diagramsOf } from './diagrams.ts';
import type { EchoingOperators } from './diagrams.ts';

/** A flow of marbles whose records have an event time, which some operators need. */
const timed = (marbles: Observable<string>, lane: TestLane): Flow<string> =>
  marbles.pipe(
    map((letter) =>
      letter === 'B'
        ? new Barrier('interval', lane.source, [], () => undefined)
        : lane.deliver({ value: letter, offset: lane.ledger.next, time: lane.ledger.next }),
    ),
  );

const key = (letter: string) => letter;
const letters = {
  '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value: value as string }) },
};

const echo: Indicator<string, string> = { add: (letter) => letter, getRequiredInputs: () => 1 };

const operators: EchoingOperators = [
  ['scanByKey', () => scanByKey((_state: string, letter: string) => letter, { key, seed: () => '' })],
  ['dedupe', () => dedupe()],
  ['validate', () => validate(letters)],
  ['groupByKey', () => groupByKey((flow) => flow, { key })],
  [
    'joinAsOf',
    () => (flow) =>
      flow.pipe(
        joinAsOf(EMPTY as Flow<never>),
        mapValue(({ value }) => value),
      ),
  ],
  [
    'indicator',
    () => (flow) =>
      flow.pipe(
        indicator(() => echo),
        mapValue(({ result }) => result!),
      ),
  ],
];

diagramsOf(operators, timed);

describe("an error in a user's function", () => {
  const thrower = () => {
    throw new Error('no');
  };
  test.each<readonly [string, FlowOperator<string, unknown>]>([
    ['scanByKey', scanByKey<string, string>(thrower, { key, seed: () => '' })],
    ['the seed of scanByKey', scanByKey<string, string>((state) => state, { key, seed: thrower })],
    ['the key of scanByKey', scanByKey<string, string>((state) => state, { key: thrower, seed: () => '' })],
    ['dedupe', dedupe<string>({ by: thrower })],
    ['indicator', indicator(() => ({ ...echo, add: thrower }))],
    ['the input of indicator', indicator(() => echo, { input: thrower })],
    ['groupByKey', groupByKey<string, string>(thrower, { key })],
    ['validate', validate({ '~standard': { ...letters['~standard'], validate: thrower } })],
  ])('rejects the delivery in %s, and the flow continues', (_name, operator) => {
    const { lane, log } = openLane();
    marbles(({ cold, expectObservable }) => {
      expectObservable(shown(asFlow(cold('-a-b-|'), lane).pipe(operator))).toBe('-----|');
    });
    expect(log).toEqual(['rejected 0: no', 'rejected 1: no']);
  });
});
