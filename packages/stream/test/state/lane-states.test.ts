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

test('begins with what is stored of the lane, else anew', () => {
  const states = counters();
  expect(states.of(openLane(0, new Map([['count', 7]])).lane)).toEqual({ n: 7 });
  expect(states.of(openLane(1, new Map([['other', 7]])).lane)).toEqual({ n: 0 });
});

test('keeps one state a lane, whatever lane is asked for in between', () => {
  const states = counters();
  const [one, other] = [openLane(0).lane, openLane(1).lane];
  states.of(one).n = 1;
  states.of(other).n = 2;
  expect([states.of(one).n, states.of(other).n]).toEqual([1, 2]);
});

test('asks for a store once, at the opening barrier', () => {
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

test('keeps the state of a revoked lane until the first barrier that does not name it', () => {
  const { lane: gone } = openLane(0);
  const stays = openLane(1).lane;
  Object.assign(stays, { source: gone.source });
  const states = counters();
  states.save(barrier(gone, stays));
  states.of(gone).n = 5;
  gone.state = 'revoked';
  // Its deliveries may still be on their way, held by an operator before this one.
  expect(states.of(gone).n).toBe(5);
  states.save(barrier(stays));
  expect([...states.entries()].map(([lane]) => lane)).toEqual([stays]);
});

test("leaves another source's lanes alone", () => {
  const states = counters();
  const [one, other] = [openLane(0).lane, openLane(1).lane];
  states.save(barrier(one));
  states.of(one).n = 3;
  states.save(barrier(other));
  expect(states.of(one).n).toBe(3);
});
