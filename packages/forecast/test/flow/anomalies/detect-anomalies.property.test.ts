import { deliver, run, settle, tapValue } from '@penstock/stream';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectAnomalies } from '../../../src/flow/index.ts';
import type { BucketAnomaly, DetectFlowAnomaliesOptions } from '../../../src/flow/index.ts';
import { row } from '../feed.ts';
import type { Row } from '../feed.ts';
import { noise } from './noise.ts';

const lateness = 40;

/** The last verdict of each id. */
const lastVerdicts = async (rows: readonly Row[], options: DetectFlowAnomaliesOptions<Row>) => {
  const verdicts = new Map<string, BucketAnomaly>();
  const counts = await run(
    deliver(rows, { topic: 't', key: ({ key }) => key, time: ({ time }) => time }),
    detectAnomalies(options),
    tapValue((verdict, { id }) => void verdicts.set(id, verdict)),
    settle(),
  );
  expect(counts.late).toBe(0);
  return verdicts;
};

test.each(['mean', 'sum', 'median', 'count'] as const)(
  'the order of records within the lateness does not change the last verdict on any bucket: %s',
  async (name) => {
    const options = { bucket: 10, function: name, lateness, value: (of: Row) => of.value, silence: 0 };
    const rows = noise(330, 11).map((each, i) => row(4 * i, i === 300 ? 50 * each : each, `k${i % 2}`));
    const inOrder = await lastVerdicts(rows, options);
    expect(inOrder.size).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: lateness - 1 }), { minLength: rows.length, maxLength: rows.length }),
        async (delays) => {
          // A record that is delayed by at most the lateness never counts as late.
          const shuffled = rows
            .map((of, i) => ({ of, at: of.time + delays[i]! }))
            .toSorted((one, other) => one.at - other.at)
            .map(({ of }) => of);
          expect(await lastVerdicts(shuffled, options)).toEqual(inOrder);
        },
      ),
      { numRuns: 8 },
    );
  },
);
