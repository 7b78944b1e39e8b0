import { describe, expect, test } from 'vitest';
import { dedupe } from '../../src/index.ts';
import { through, throughCuts } from './run-flow.ts';

const minute = 60_000;
const by = ({ id }: { id: string }) => id;
const time = ({ at }: { at: number }) => at * minute;
const ids = (rows: ReadonlyArray<{ id: string }>) => rows.map(by).join('');
const rows = (text: string, at: (n: number) => number = (n) => n) => [...text].map((id, n) => ({ id, at: at(n) }));

describe('dedupe', () => {
  test('passes the first record of each id and acknowledges the others', async () => {
    const { values, counts } = await through(rows('abacab'), dedupe({ by }));
    expect([ids(values), counts.received, counts.written]).toEqual(['abc', 6, 3]);
  });

  test('compares the ids of deliveries by default', async () => {
    expect(ids((await through(rows('aab'), dedupe(), { id: by })).values)).toBe('ab');
  });

  test('drops the first seen id when there are maxIds', async () => {
    // With room for two ids, `a` was dropped when `c` came.
    expect(ids((await through(rows('abca'), dedupe({ by, maxIds: 2 }))).values)).toBe('abca');
    expect(ids((await through(rows('abcb'), dedupe({ by, maxIds: 2 }))).values)).toBe('abc');
  });

  test('keeps an id for `within`, in event time, counted from its first record', async () => {
    expect(
      ids(
        (
          await through(
            rows('axaxa', (n) => n * 4),
            dedupe({ by, within: '10m' }),
            { time },
          )
        ).values,
      ),
    ).toBe('axa');
  });

  test('passes both of two records that are more than `within` apart, also when the later comes first', async () => {
    expect(
      ids(
        (
          await through(
            rows('aa', (n) => -20 * n),
            dedupe({ by, within: '10m' }),
            { time },
          )
        ).values,
      ),
    ).toBe('aa');
  });

  test('continues after a restart with the same ids, in the same order', async () => {
    const input = Array.from({ length: 400 }, (_, n) => ({ id: `id-${(n * n) % 61}`, at: n / 2 }));
    const operator = () => dedupe<(typeof input)[number]>({ by, within: '20m', maxIds: 30 });
    const whole = await through(input, operator(), { time });
    expect(whole.values.length).toBeGreaterThan(100);
    expect(whole.values.length).toBeLessThan(350);
    expect(await throughCuts(input, [10, 11, 100, 205, 333], operator, { time })).toEqual(new Map(whole.written));
  });

  test('refuses options out of their range', () => {
    expect(() => dedupe({ maxIds: 0 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    expect(() => dedupe({ within: 'soon' as '1s' })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
