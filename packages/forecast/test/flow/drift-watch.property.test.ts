import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DriftWatch } from '../../src/flow/drift-watch.ts';

const error = fc.integer({ min: 0, max: 20 });

describe('a drift of errors', () => {
  test('is found by the means of the first and the latest errors, also after a restart', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(error, error), { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(1, 1.5, 3),
        fc.nat(60),
        (errors, window, factor, cut) => {
          const rule = { window, factor };
          let watch = new DriftWatch(rule);
          for (const [i, [model, naive]] of errors.entries()) {
            if (i === cut) watch = new DriftWatch(rule, structuredClone(watch.snapshot()));
            watch.add(model, naive);
            const ratio = (part: typeof errors) => {
              const [ofModel, ofNaive] = [0, 1].map((at) => part.reduce((sum, pair) => sum + pair[at]!, 0));
              return ofModel === 0 && ofNaive === 0 ? 1 : ofModel! / ofNaive!;
            };
            const all = errors.slice(0, i + 1);
            const firstOfNaive = all.findIndex(([, ofNaive]) => ofNaive > 0);
            const base = firstOfNaive === -1 ? Infinity : Math.max(window, firstOfNaive + 1);
            const hasDrifted =
              all.length >= base + window && ratio(all.slice(-window)) > factor * ratio(all.slice(0, base));
            expect(watch.hasDrifted).toBe(hasDrifted);
          }
        },
      ),
    );
  });

  test('needs new errors after the latest ones are forgotten', () => {
    const watch = new DriftWatch({ window: 2, factor: 2 });
    for (const model of [1, 1, 9, 9]) watch.add(model, 1);
    expect(watch.hasDrifted).toBe(true);
    watch.forgetRecent();
    watch.add(9, 1);
    expect(watch.hasDrifted).toBe(false);
    watch.add(9, 1);
    expect(watch.hasDrifted).toBe(true);
  });

  test('is found in a market that did not move when the model was new', () => {
    const watch = new DriftWatch({ window: 2, factor: 2 });
    for (const naive of [0, 0, 0, 1]) watch.add(0.5, naive);
    for (const model of [9, 9]) watch.add(model, 1);
    expect(watch.hasDrifted).toBe(true);
  });

  test("is not found if errors grow with naive's errors", () => {
    const watch = new DriftWatch({ window: 3, factor: 1.5 });
    for (const scale of [1, 1, 1, 50, 50, 50]) watch.add(2 * scale, scale);
    expect(watch.hasDrifted).toBe(false);
  });
});
