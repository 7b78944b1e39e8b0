import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RollingSeries } from '../../src/flow/rolling-series.ts';

describe('a rolling series', () => {
  test('keeps the latest rows, one for each time, without late rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer())),
        fc.integer({ min: 2, max: 9 }),
        fc.nat(4),
        (rows, most, less) => {
          const series = new RollingSeries(most, { times: [], values: [] });
          let expected: Array<[number, number]> = [];
          for (const [time, value] of rows) {
            const latest = expected.at(-1)?.[0] ?? -1;
            const outcome = time < latest ? 'late' : time === latest ? 'replaced' : 'added';
            if (outcome === 'replaced') expected = expected.slice(0, -1);
            if (outcome !== 'late') expected.push([time, value]);
            expect(series.add(time, value)).toBe(outcome);
            expect(series.latest).toEqual(expected.at(-1));
          }
          const kept = expected.slice(-most);
          const shown = kept.slice(0, Math.max(0, kept.length - less));
          expect(series.rows(less)).toEqual({
            times: Float64Array.from(shown, ([time]) => time),
            values: Float64Array.from(shown, ([, value]) => value),
          });
        },
      ),
    );
  });
});
