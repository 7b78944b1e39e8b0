import { map, take, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  batch,
  dedupe,
  filterValue,
  groupByKey,
  indicator,
  mapValue,
  mergeMapValue,
  scanByKey,
} from '../../src/index.ts';
import type { Flow, RecordKey } from '../../src/index.ts';
import { barrierAcross, marbles, openLane, shown } from '../marbles.ts';
import { codeOf, through, throughCuts } from './run-flow.ts';

const key = (value: string) => value[0]!;

describe('groupByKey', () => {
  test('runs a separate pipeline for each key', async () => {
    const made: RecordKey[] = [];
    const operator = groupByKey((flow: Flow<string>, name) => {
      made.push(name);
      return flow.pipe(
        batch({ maxBatch: 2 }),
        mapValue((pair) => `${name}:${pair.join('+')}`),
      );
    });
    const { values, counts } = await through(['a1', 'b1', 'a2', 'b2', 'a3'], operator, { key });
    expect(values).toEqual(['a:a1+a2', 'b:b1+b2', 'a:a3']);
    expect(made).toEqual(['a', 'b']);
    expect(counts.received).toBe(5);
  });

  test('passes a barrier when it has passed every pipeline, and holds later results until then', () =>
    marbles(({ cold, expectObservable }) => {
      const slowA = groupByKey(
        (flow: Flow<string>) =>
          flow.pipe(mergeMapValue((letter) => cold(letter === 'a' ? '----x|' : 'x|', { x: letter }), 5)),
        { key },
      );
      // `b` comes after the barrier, which the pipeline of `a` holds.
      const { lane } = openLane();
      const flow: Flow<string> = cold('aBb-------|').pipe(
        map((letter) =>
          letter === 'B' ? barrierAcross('interval', lane) : lane.deliver({ value: letter, offset: lane.ledger.next }),
        ),
      );
      expectObservable(shown(flow.pipe(slowA))).toBe('----a(Bb)-|');
    }));

  test('gives its results the lane of the flow', async () => {
    const { values } = await through(
      ['a', 'b', 'a'],
      (flow) =>
        flow.pipe(
          groupByKey((group: Flow<string>) => group.pipe(mapValue((letter) => letter.toUpperCase()))),
          scanByKey((n: number) => n + 1, { key: () => 'all', seed: () => 0 }),
        ),
      { key },
    );
    expect(values).toEqual([1, 2, 3]);
  });

  test('stores the state of the inner operators by key, and restores it after restarts', async () => {
    const input = Array.from({ length: 600 }, (_, n) => `${'abc'[(n * n) % 3]!}${(n * n * 31) % 347}`);
    const operator = () =>
      groupByKey((flow: Flow<string>, name) =>
        flow.pipe(
          // So many ids that only changes are stored.
          dedupe({ by: (value) => value, name: 'ids', maxIds: 150 }),
          scanByKey((n: number) => n + 1, { seed: () => 0, key: () => name }),
          indicator(() => ({ add: (n: number) => n * 2, getRequiredInputs: () => 1 })),
          filterValue(({ value }) => value % 2 === 0),
          mapValue(({ result }) => `${name}${result}`),
        ),
      );
    const whole = await through(input, operator(), { key });
    expect(whole.values.length).toBeGreaterThan(100);
    expect(await throughCuts(input, [1, 50, 51, 200, 333, 480], operator, { key })).toEqual(new Map(whole.written));
  });

  test('starts a new pipeline for a key whose pipeline has completed', async () => {
    const pairs = groupByKey((flow: Flow<string>) =>
      flow.pipe(
        filterValue(() => true),
        scanByKey((n: number) => n + 1, { seed: () => 0, key: () => 'k' }),
        take(3),
      ),
    );
    // No barrier comes between these few records, so three elements are three deliveries.
    const { values } = await through(['a', 'a', 'a', 'a', 'a'], pairs, { key });
    expect(values).toEqual([1, 2, 3, 1, 2]);
  });

  test('errors when a pipeline errors, and rejects a key above maxKeys', async () => {
    const broken = groupByKey((_flow: Flow<string>): Flow<string> => throwError(() => new Error('no pipeline')));
    await expect(through(['a'], broken, { key })).rejects.toThrow('no pipeline');
    const codes: string[] = [];
    await through(
      ['a', 'b'],
      groupByKey((flow: Flow<string>) => flow, { maxKeys: 1 }),
      { key, onReject: { deadLetter: async ({ code }) => void codes.push(code) } },
    );
    expect(codes).toEqual(['PENSTOCK_TOO_MANY_KEYS']);
  });

  test('fails the flow when two operators of one pipeline have the same name', async () => {
    const twice = groupByKey((flow: Flow<string>) => flow.pipe(dedupe(), dedupe()));
    expect(await codeOf(through(['a'], twice, { key }))).toBe('PENSTOCK_STATE_NAME_TAKEN');
  });
});
