import { expect, test } from 'vitest';
import { Barrier } from '../../src/index.ts';
import type { Lane } from '../../src/index.ts';
import { LaneStates } from '../../src/state/lane-states.ts';
import { openLane } from '../marbles.ts';

const barrier = (...lanes: Lane[]) =>
  new Barrier(
    'interval',
    lanes[0]!.source,
    lanes.map((lane) => ({ lane, offset: 0, state: 'active' as const })),
    () => undefined,
  );

const counters = () =>
  new LaneStates('count', {
    create: () => ({ n: 0 }),
    restore: (snapshot) => ({ n: snapshot as number }),
    snapshot: ({ n }) => n,
  });

test('begins with the stored state of the lane, or with a new one', () => {
  const states = counters();
  expect(states.of(openLane(0, new Map([['count', 7]])).lane)).toEqual({ n: 7 });
  expect(states.of(openLane(1, new Map([['other', 7]])).lane)).toEqual({ n: 0 });
});

test('keeps one state for each lane, in any order of requests', () => {
  const states = counters();
  const [one, other] = [openLane(0).lane, openLane(1).lane];
  states.of(one).n = 1;
  states.of(other).n = 2;
  expect([states.of(one).n, states.of(other).n]).toEqual([1, 2]);
});

test('requires a store once, at the opening barrier', () => {
  const { lane } = openLane();
  const asked: string[] = [];
  lane.context.requireState = (operator) => void asked.push(operator);
  const states = counters();
  states.save(barrier(lane));
  states.save(barrier(lane));
  states.of(lane);
  expect(asked).toEqual(['count']);
});

test('snapshots every lane of a barrier', () => {
  const states = counters();
  const [one, other] = [openLane(0).lane, openLane(1).lane];
  states.of(one).n = 1;
  const sent = barrier(one, other);
  states.save(sent);
  states.of(one).n = 9;
  expect([sent.snapshots(one).get('count'), sent.snapshots(other).get('count')]).toEqual([1, 0]);
});

test('keeps the state of a revoked lane until the first barrier without it', () => {
  const { lane: gone } = openLane(0);
  const stays = openLane(1).lane;
  Object.assign(stays, { source: gone.source });
  const states = counters();
  states.save(barrier(gone, stays));
  states.of(gone).n = 5;
  gone.state = 'revoked';
  // An earlier operator may still hold deliveries of the lane.
  expect(states.of(gone).n).toBe(5);
  states.save(barrier(stays));
  expect([...states.entries()].map(([lane]) => lane)).toEqual([stays]);
});

test('keeps the lanes of another source', () => {
  const states = counters();
  const [one, other] = [openLane(0).lane, openLane(1).lane];
  states.save(barrier(one));
  states.of(one).n = 3;
  states.save(barrier(other));
  expect(states.of(one).n).toBe(3);
});
