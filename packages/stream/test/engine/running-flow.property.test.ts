import * as fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import { expect, test } from 'vitest';
import { createFlow } from '../../src/index.ts';
import type { Delivery, LaneOutput, Position, Snapshots, StateStore } from '../../src/index.ts';
import { handPort, startAt } from '../source/ports.ts';
import { runningSum } from './running-sum.ts';

const interval = 10;

// The steps of a source, a sink and a broker, in any order. `at` selects one of the possible objects.
const step = fc.record({
  kind: fc.constantFrom('give', 'give', 'give', 'ack', 'ack', 'reject', 'tick', 'refuse', 'revoke', 'assign', 'settle'),
  at: fc.nat(40),
});
const plan = fc.record({
  steps: fc.array(step, { maxLength: 120 }),
  maxInFlight: fc.integer({ min: 1, max: 9 }),
  stateful: fc.boolean(),
  leaves: fc.boolean(),
});

/** Commits and promises use no timers, so a few turns of the microtask queue complete all of them. */
const microtasks = async () => {
  for (let n = 0; n < 60; n += 1) await Promise.resolve();
};

test('no interleaving of settlements, barriers, commits and revocations skips or double-counts a record', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ steps, maxInFlight, stateful, leaves }) => {
      const scheduler = new VirtualTimeScheduler();
      const stored = new Map<string, Snapshots>();
      const nameOf = ({ partition, offset }: Position) => `${partition}@${offset}`;
      const stateStore: StateStore = {
        load: async (position) => stored.get(nameOf(position)),
        save: async (position, snapshots) => void stored.set(nameOf(position), snapshots),
        prune: async () => undefined,
      };
      /** By partition: the value of each record, and whether one of its deliveries was settled. */
      const log: Array<Array<{ value: number; settled: boolean }>> = [[], []];
      const committed = [0, 0];
      const problems: string[] = [];
      let refusing = false;
      const { port, open, end } = handPort<number>([startAt(0), startAt(0, 1)], async (positions) => {
        if (refusing) return false;
        for (const position of positions) {
          const { partition, offset } = position;
          const before = log[partition]!.slice(0, offset);
          if (before.some(({ settled }) => !settled)) problems.push(`${nameOf(position)} is past an unsettled record`);
          if (offset <= committed[partition]!)
            problems.push(`${nameOf(position)} is not above ${committed[partition]}`);
          const sum = before.reduce((total, { value }) => total + value, 0);
          if (stateful && stored.get(nameOf(position))?.get('sum') !== sum)
            problems.push(`the state at ${nameOf(position)} is not that of the records before it`);
          committed[partition] = offset;
        }
        return undefined;
      });
      const held: Array<Delivery<number>> = [];
      const flow = createFlow(port, {
        maxInFlight,
        onReject: 'skip',
        commitEvery: interval,
        stallTimeout: '1d',
        drainTimeout: '1h',
        stateStore,
        scheduler,
      });
      let completed = false;
      const subscription = (stateful ? flow.pipe(runningSum()) : flow).subscribe({
        next: (element) => {
          if (element.kind === 'barrier') element.arrive();
          else held.push(element);
        },
        error: (error: unknown) => problems.push(String(error)),
        complete: () => (completed = true),
      });
      const { output, lanes } = await open;
      const current: Array<LaneOutput<number> | undefined> = [...lanes];
      const { source } = lanes[0]!;
      const next = [0, 0];
      const pending = () => held.filter(({ lane }) => lane.state !== 'revoked').length;
      const tick = async () => {
        await microtasks();
        scheduler.maxFrames += interval;
        scheduler.flush();
        await microtasks();
      };
      const settle = (delivery: Delivery<number>, as: 'ack' | 'reject') => {
        const counts = delivery.lane.state !== 'revoked';
        const before = source.counts.inFlight;
        if (as === 'ack') delivery.ack();
        else delivery.reject('bad');
        if (counts) log[delivery.position.partition]![delivery.position.offset]!.settled = true;
        delivery.ack();
        delivery.reject('twice');
        if (source.counts.inFlight !== before - (counts ? 1 : 0))
          problems.push(`${delivery.id} was counted ${before - source.counts.inFlight} times`);
      };

      scheduler.maxFrames = 0;
      for (const { kind, at } of steps) {
        const partition = at % 2;
        const lane = current[partition];
        if (kind === 'tick') await tick();
        else if (kind === 'refuse') refusing = !refusing;
        else if (kind === 'settle') {
          const settled = output.settle({ within: interval });
          await tick();
          await settled;
        } else if (kind === 'revoke' && lane) {
          current[partition] = undefined;
          const revoked = output.revoke([lane], { within: (at % 3) * interval });
          if (held[at]) settle(held.splice(at, 1)[0]!, 'ack');
          await tick();
          await tick();
          await revoked;
        } else if (kind === 'assign' && !lane) {
          [current[partition]] = await output.assign([startAt(committed[partition]!, partition)]);
          next[partition] = committed[partition]!;
        } else if (kind === 'give' && lane && output.credit() > 0) {
          const offset = next[partition]!++;
          log[partition]![offset] ??= { value: at + 1, settled: false };
          lane.next({ value: log[partition]![offset]!.value, offset });
        } else if ((kind === 'ack' || kind === 'reject') && held.length > 0)
          settle(held.splice(at % held.length, 1)[0]!, kind);
        expect(source.counts.inFlight).toBe(pending());
        expect(pending()).toBeLessThanOrEqual(maxInFlight);
      }

      refusing = false;
      if (leaves) {
        const before = [...committed];
        subscription.unsubscribe();
        await tick();
        for (const delivery of held.splice(0)) delivery.ack();
        await tick();
        expect(committed[0]! - before[0]! + committed[1]! - before[1]!).toBe(0);
      } else {
        for (const delivery of held.splice(0)) settle(delivery, 'ack');
        end();
        await tick();
        await source.closed;
        expect(completed).toBe(true);
        for (const [partition, lane] of current.entries()) if (lane) expect(committed[partition]).toBe(next[partition]);
      }
      expect(problems).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
