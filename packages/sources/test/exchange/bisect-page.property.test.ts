import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bisectPage } from '../../src/exchange/bisect-page.ts';

test('pages of newest-first exchanges have each value once, or say that values are missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(30), { maxLength: 80 }),
      fc.integer({ min: 3, max: 10 }),
      fc.integer({ min: 1, max: 500 }),
      async (steps, limit, span) => {
        let time = 0;
        const all = steps.map((apart, id) => ({ id, time: (time += apart) }));
        const newest = {
          ask: async (bound = Infinity) => all.filter((one) => one.time < bound).slice(-limit),
          keyOf: (one: { readonly time: number }) => one.time,
          limit,
          step: 1,
        };
        const seen = new Set<number>();
        let last = -1;
        let isStuck = false;
        for (let more = true; more;) {
          const page = await bisectPage(Math.max(0, last), last, span, newest);
          // An instant with more values than a page cannot be read completely; the merge reports the gap.
          isStuck ||= !page.reaches;
          if (isStuck) break;
          for (const { id } of page.values) seen.add(id);
          const before = last;
          last = Math.max(last, ...page.values.map((one) => one.time));
          ({ more } = page);
          if (more) expect(last).toBeGreaterThan(before);
        }
        const mostAtOnce = Math.max(0, ...all.map(({ time: at }) => all.filter((one) => one.time === at).length));
        expect(isStuck).toBe(isStuck && mostAtOnce >= limit);
        if (!isStuck) expect([...seen].toSorted((a, b) => a - b)).toEqual(all.map(({ id }) => id));
      },
    ),
    { numRuns: 200 },
  );
});
