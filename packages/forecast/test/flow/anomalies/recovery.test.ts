import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectAnomalies } from '../../../src/flow/index.ts';
import type { DetectFlowAnomaliesOptions } from '../../../src/flow/index.ts';
import { row } from '../feed.ts';
import type { Row, Step } from '../feed.ts';
import { runInPieces } from '../run-in-pieces.ts';
import { noise } from './noise.ts';

const value = ({ value: of }: Row) => of;
const keys = ['0a', '0b', '1c'];

/** A bucket of 10 ms for each key, except missing ones. Some have late rows of the previous bucket, or a pause. */
const bucketOf = fc.record({
  missing: fc.subarray(keys, { maxLength: 2 }),
  late: fc.subarray(keys, { maxLength: 1 }),
  isOdd: fc.boolean(),
  pauses: fc.boolean(),
});

const known = noise(101, 7);

describe('a flow of judged buckets that is interrupted and continues', () => {
  test.each<[string, DetectFlowAnomaliesOptions<Row>]>([
    ['means', { bucket: 10, value, lateness: 10, silence: 0 }],
    ['counts', { bucket: 10, function: 'count', maxEmpty: 3, rules: [{ action: 'reset', actual: { above: 2 } }] }],
  ])('emits the ids and values of an uninterrupted run: %s', async (_name, options) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(bucketOf, { minLength: 5, maxLength: 25 }),
        fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
        async (buckets, budgets) => {
          const steps = known.flatMap((each, i) => keys.map((key): Step => [Number(key[0]), row(10 * i, each, key)]));
          for (const [i, { missing, late, isOdd, pauses }] of buckets.entries()) {
            const start = 10 * (known.length + i);
            for (const key of keys) {
              const lane = Number(key[0]);
              if (!missing.includes(key)) steps.push([lane, row(start + 3, isOdd ? 9 : 5, key)]);
              if (late.includes(key)) steps.push([lane, row(start - 2, 30, key)]);
            }
            if (pauses) steps.push([0, 'wait']);
          }
          const operator = () => detectAnomalies(options);
          const unbroken = await runInPieces(steps, operator, []);
          expect(unbroken.size).toBeGreaterThan(0);
          expect(await runInPieces(steps, operator, budgets)).toEqual(unbroken);
        },
      ),
      { numRuns: 8 },
    );
  });
});
