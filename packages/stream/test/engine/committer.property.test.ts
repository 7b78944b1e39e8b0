import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliver } from '../../src/index.ts';
import type { Delivery } from '../../src/index.ts';

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

function* numbers(failsAt: number | null) {
  for (let n = 0; n < 40; n += 1) {
    if (n === failsAt) throw new Error('the source broke');
    yield n;
  }
}

// The steps of a sink with the deliveries that it holds, in any order.
const step = fc.oneof(
  fc.record({ kind: fc.constant('ack' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('reject' as const), at: fc.nat(30) }),
  fc.constant({ kind: 'wait' as const, at: 0 }),
);

test('no interleaving of acks, rejections, errors and unsubscription commits past an unsettled record', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 80 }),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom('stop' as const, 'skip' as const),
      fc.option(fc.nat(39)),
      async (steps, maxInFlight, onReject, failsAt) => {
        const settled = new Set<number>();
        const commits: number[] = [];
        const violations: number[] = [];
        const held: Array<Delivery<number>> = [];
        const given: Array<Delivery<number>> = [];
        let ended = false;
        const subscription = deliver(numbers(failsAt), {
          maxInFlight,
          onReject,
          commitEvery: 1,
          drainTimeout: 5,
          commit: async ({ offset }) => {
            // An error thrown here would only fail the commit, so violations are collected and checked at the end.
            for (let before = 0; before < offset; before += 1) if (!settled.has(before)) violations.push(before);
            commits.push(offset);
          },
        }).subscribe({
          next: (element) => {
            if (element.kind === 'barrier') element.arrive();
            else {
              held.push(element);
              given.push(element);
            }
          },
          error: () => (ended = true),
        });
        for (const { kind, at } of steps) {
          if (ended) break;
          if (kind === 'wait') await turn();
          else {
            const [delivery] = held.splice(at % (held.length || 1), 1);
            if (!delivery) continue;
            if (kind === 'ack' || onReject === 'skip') settled.add(delivery.value);
            if (kind === 'ack') delivery.ack();
            else delivery.reject('bad');
            // The second settlement has no effect.
            delivery.ack();
            delivery.reject('bad');
          }
          expect(held.length).toBeLessThanOrEqual(maxInFlight);
        }
        await turn();
        const before = commits.length;
        subscription.unsubscribe();
        for (const delivery of held) delivery.ack();
        await turn();
        expect(violations).toEqual([]);
        expect(commits.length).toBe(before);
        expect(commits.toSorted((a, b) => a - b)).toEqual(commits);
        expect(new Set(given.map(({ id }) => id)).size).toBe(given.length);
      },
    ),
    { numRuns: 60 },
  );
});
