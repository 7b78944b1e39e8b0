import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Barrier } from '../../src/index.ts';
import type { Lane, PenstockError, Snapshots } from '../../src/index.ts';
import { blobStateStore } from '../../src/node/index.ts';
import { combineSnapshots } from '../../src/state/combine-snapshots.ts';
import { isKeyedChanges } from '../../src/state/keyed-changes.ts';
import type { KeyedChanges } from '../../src/state/keyed-changes.ts';
import { KeyedStates } from '../../src/state/keyed-states.ts';
import { openLane } from '../marbles.ts';

const barrier = (...lanes: Lane[]) =>
  new Barrier(
    'interval',
    lanes[0]!.source,
    lanes.map((lane) => ({ lane, offset: 0, state: 'active' as const })),
    () => undefined,
  );

const snapshotOf = (states: KeyedStates<never> | KeyedStates<number>, lane: Lane): unknown => {
  const sent = barrier(lane);
  states.save(sent);
  return sent.snapshots(lane).get('k');
};

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as PenstockError).code;
  }
  return 'none';
};

describe('state by key', () => {
  test('gives a barrier the changes since the last one, after a first whole snapshot', () => {
    const { lane } = openLane();
    const states = new KeyedStates<number>('k');
    for (let n = 0; n < 200; n += 1) states.set(lane, `key-${n}`, n);
    expect((snapshotOf(states, lane) as Map<string, number>).size).toBe(200);
    states.set(lane, 'key-7', 70);
    states.set(lane, 'key-7', 71);
    states.delete(lane, 'key-8');
    const { changed, removed } = snapshotOf(states, lane) as KeyedChanges;
    expect([[...changed], [...removed]]).toEqual([[['key-7', 71]], ['key-8']]);
  });

  test('stores the whole state again when as many changes were stored as there are keys', () => {
    const { lane } = openLane();
    const states = new KeyedStates<number>('k');
    for (let n = 0; n < 100; n += 1) states.set(lane, `key-${n}`, n);
    snapshotOf(states, lane);
    const kinds = Array.from({ length: 5 }, (_, round) => {
      for (let n = 0; n < 30; n += 1) states.set(lane, `key-${n}`, round);
      return isKeyedChanges(snapshotOf(states, lane));
    });
    expect(kinds).toEqual([true, true, true, false, true]);
  });

  test('copies a state that is changed in place', () => {
    const { lane } = openLane();
    const states = new KeyedStates<number[]>('k');
    const list = [1];
    states.set(lane, 'a', list);
    const sent = barrier(lane);
    states.save(sent);
    list.push(2);
    expect(sent.snapshots(lane).get('k')).toEqual(new Map([['a', [1]]]));
  });

  test('deletes a key and adds it again', () => {
    const { lane } = openLane();
    const states = new KeyedStates<number>('k');
    states.set(lane, 'a', 1);
    states.delete(lane, 'a');
    expect([states.get(lane, 'a'), states.size(lane)]).toEqual([undefined, 0]);
    states.set(lane, 'a', 2);
    expect([states.get(lane, 'a'), states.size(lane)]).toEqual([2, 1]);
  });

  test('refuses a key that has its state in another lane, also a restored one', () => {
    const restored = openLane(0, new Map([['k', new Map([['a', 1]])]])).lane;
    const other = openLane(1).lane;
    const states = new KeyedStates<number>('k');
    states.save(barrier(restored));
    expect(codeOf(() => states.set(other, 'a', 2))).toBe('PENSTOCK_KEY_SPANS_PARTITIONS');
    states.delete(restored, 'a');
    expect(codeOf(() => states.set(other, 'a', 2))).toBe('none');
  });

  test('lets a key move with its partition to a new assignment', () => {
    const { lane: before } = openLane(0);
    const { lane: after } = openLane(0);
    const states = new KeyedStates<number>('k');
    states.set(before, 'a', 1);
    before.state = 'revoked';
    expect(codeOf(() => states.set(after, 'a', 2))).toBe('none');
  });

  test('names the key whose state cannot be stored', () => {
    const { lane } = openLane();
    const states = new KeyedStates<() => void>('k', { snapshot: (state) => structuredClone(state) });
    states.set(lane, 'a', () => undefined);
    expect(codeOf(() => states.save(barrier(lane)))).toBe('PENSTOCK_STATE_NOT_STORABLE');
  });

  test('returns the oldest key while keys are added and deleted', () => {
    const { lane } = openLane();
    const states = new KeyedStates<number>('k');
    const gone: string[] = [];
    expect(states.oldest(lane)).toBeUndefined();
    for (let n = 0; n < 20; n += 1) {
      states.set(lane, `key-${n}`, n);
      if (n === 10) states.delete(lane, 'key-9');
      if (states.size(lane) > 3) {
        const [key] = states.oldest(lane)!;
        gone.push(key);
        states.delete(lane, key);
      }
    }
    expect(gone).toEqual([
      'key-0',
      'key-1',
      'key-2',
      'key-3',
      'key-4',
      'key-5',
      'key-6',
      ...['7', '8', '10', '11', '12', '13', '14', '15', '16'].map((n) => `key-${n}`),
    ]);
    for (const [key] of states.entries(lane)) states.delete(lane, key);
    expect(states.oldest(lane)).toBeUndefined();
    states.set(lane, 'again', 1);
    expect(states.oldest(lane)).toEqual(['again', 1]);
  });

  test('refuses stored state of another operator under its name', () => {
    const { lane } = openLane(0, new Map([['k', 12]]));
    expect(codeOf(() => new KeyedStates<number>('k').get(lane, 'a'))).toBe('PENSTOCK_STATE_CORRUPT');
  });
});

describe('state by key across partitions', () => {
  const twoLanes = () => {
    const one = openLane(0).lane;
    const other = openLane(1).lane;
    Object.assign(other, { source: one.source });
    return { one, other, states: new KeyedStates<number>('k', { acrossPartitions: true }) };
  };

  test('is in the lane in which a key was first seen', () => {
    const { one, other, states } = twoLanes();
    states.set(one, 'a', 1);
    states.set(other, 'a', 2);
    states.set(other, 'b', 3);
    const sent = barrier(one, other);
    states.save(sent);
    expect([states.get(one, 'a'), states.get(one, 'b')]).toEqual([2, 3]);
    expect([sent.snapshots(one).get('k'), sent.snapshots(other).get('k')]).toEqual([
      new Map([['a', 2]]),
      new Map([['b', 3]]),
    ]);
  });

  test('fails when one lane is revoked and another stays', () => {
    const { one, other, states } = twoLanes();
    states.save(barrier(one, other));
    expect(codeOf(() => states.save(barrier(one)))).toBe('PENSTOCK_KEY_SPANS_PARTITIONS');
  });

  test('is restored from the store when all lanes are assigned again', () => {
    const { one, other, states } = twoLanes();
    states.set(one, 'a', 1);
    states.save(barrier(one, other));
    states.set(one, 'a', 2);
    states.set(one, 'uncommitted', 2);
    const again = openLane(0, new Map([['k', new Map([['a', 1]])]])).lane;
    Object.assign(again, { source: one.source });
    states.save(barrier(again));
    expect([states.get(again, 'a'), states.get(again, 'uncommitted')]).toEqual([1, undefined]);
  });
});

/** In a flow, some barriers are superseded and some saves are not followed by a commit. Then the process dies. */
test('is restored as it was at the committed position, whatever was superseded, cut off or read again', async () => {
  const key = fc.integer({ min: 0, max: 150 }).map((n) => `key-${n}`);
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('set' as const), key, state: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('barrier' as const),
        fate: fc.constantFrom('superseded', 'stored', 'committed', 'committed'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 300, size: 'max' }), fc.boolean(), async (steps, isLarge) => {
      const blobs = new Map<string, Uint8Array>();
      const store = () =>
        blobStateStore({
          list: async (prefix) => [...blobs.keys()].filter((name) => name.startsWith(prefix)),
          read: async (name) => blobs.get(name),
          write: async (name, bytes) => void blobs.set(name, bytes),
          remove: async (name) => void blobs.delete(name),
        });
      const position = (offset: number) => ({ topic: 't', partition: 0, offset });
      let now = store();
      let offset = 0;
      let savedAt: number | undefined;
      let committed = 0;
      let model = new Map<string, number>();
      let modelAtCommit = new Map<string, number>();
      let states = new KeyedStates<{ n: number }>('k');
      let { lane } = openLane();
      /** The snapshots that are not stored yet, combined as the committer does. */
      let due: Snapshots | undefined;
      const pass = (): Snapshots => {
        const sent = barrier(lane);
        states.save(sent);
        return (due = due ? combineSnapshots(due, sent.snapshots(lane)) : sent.snapshots(lane));
      };
      const open = () => {
        due = undefined;
        pass();
      };
      open();
      if (isLarge) {
        offset = 1;
        for (let n = 0; n < 150; n += 1) {
          states.set(lane, `key-${n}`, { n });
          model.set(`key-${n}`, n);
        }
      }
      for (const next of steps) {
        if (next.kind === 'set') {
          states.set(lane, next.key, { n: next.state });
          model.set(next.key, next.state);
          offset += 1;
        } else if (next.kind === 'delete') {
          states.oldest(lane);
          states.delete(lane, next.key);
          model.delete(next.key);
        } else if (next.kind === 'barrier') {
          const snapshots = pass();
          if (next.fate === 'superseded') continue;
          due = undefined;
          await now.save(position(offset), snapshots, savedAt);
          savedAt = offset;
          // A key may be dropped for its age between records, so the state of an offset is the last one stored there.
          if (next.fate === 'stored' && offset !== committed) continue;
          committed = offset;
          modelAtCommit = new Map(model);
          await now.prune(position(committed));
        } else {
          now = store();
          const loaded = await now.load(position(committed));
          lane = openLane(0, loaded).lane;
          states = new KeyedStates<{ n: number }>('k');
          model = new Map(modelAtCommit);
          offset = committed;
          savedAt = loaded && committed;
          open();
          expect([...states.entries(lane)].map(([name, { n }]) => [name, n])).toEqual([...model]);
          expect(states.oldest(lane)?.[0]).toBe(model.keys().next().value);
        }
      }
      if (committed > 0 || savedAt !== undefined) {
        const names = [...blobs.keys()].map((name) => Number(/@(\d+)/.exec(name)![1]));
        // The number of files that a commit needs is limited, so that old files do not accumulate.
        expect(names.filter((name) => name < committed).length).toBeLessThan(170);
      }
    }),
    { numRuns: 150 },
  );
});
