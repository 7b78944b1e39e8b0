import { createFlow, run, scanByKey, settle, tapValue } from '../../src/index.ts';
import type { PenstockError } from '../../src/index.ts';
import { describe, expect, test } from 'vitest';
import { codeOf, through, throughCuts } from './run-flow.ts';

const trades = Array.from({ length: 60 }, (_, n) => ({ symbol: `s${n % 7}`, amount: n }));
const key = ({ symbol }: { symbol: string }) => symbol;
const sum = () => scanByKey((total: number, { amount }: (typeof trades)[number]) => total + amount, { seed: () => 0 });

/** Two lanes with the given keys. */
const twoLanes = (first: readonly string[], second: readonly string[]) =>
  createFlow<string>({
    async start(output) {
      const lanes = await output.assign([0, 1].map((partition) => ({ topic: 't', partition, offset: 0 })));
      for (const [index, keys] of [first, second].entries()) {
        for (const [offset, name] of keys.entries())
          if (await output.ready()) lanes[index]!.next({ value: name, key: name, offset });
      }
    },
  });
const count = (options: { acrossPartitions?: boolean } = {}) =>
  scanByKey((n: number) => n + 1, { seed: () => 0, ...options });

describe('scanByKey', () => {
  test('accumulates each key separately', async () => {
    const { values } = await through(
      [
        { symbol: 'a', amount: 2 },
        { symbol: 'b', amount: 5 },
        { symbol: 'a', amount: 1 },
      ],
      sum(),
      { key },
    );
    expect(values).toEqual([2, 5, 3]);
  });

  test('continues after a restart', async () => {
    const whole = await through(trades, sum(), { key });
    expect(await throughCuts(trades, [3, 20, 41], sum, { key })).toEqual(new Map(whole.written));
  });

  test('drops a key when the result is undefined', async () => {
    const upToTwo = scanByKey((n: number | undefined): number | undefined => (n === 2 ? undefined : (n ?? 0) + 1), {
      key: () => 'k',
      seed: () => 0,
    });
    expect((await through(['a', 'a', 'a', 'a'], upToTwo)).values).toEqual([1, 2, undefined, 1]);
  });

  test('keeps the state when a value is rejected', async () => {
    const odd = scanByKey(
      (n: number, value: number) => {
        if (value === 2) throw new Error('two');
        return n + value;
      },
      { key: () => 'k', seed: () => 0 },
    );
    expect((await through([1, 2, 3], odd, { onReject: 'skip' })).values).toEqual([1, 4]);
  });

  test('rejects a record without a key, and a record with a key above maxKeys', async () => {
    const reasons: unknown[] = [];
    const options = { onReject: { deadLetter: async ({ code }: { code: string }) => void reasons.push(code) } };
    await through(['a'], count(), options);
    await through(
      ['a', 'b'],
      scanByKey((n: number) => n, { key: (name) => name, seed: () => 0, maxKeys: 1 }),
      options,
    );
    expect(reasons).toEqual(['PENSTOCK_KEY_MISSING', 'PENSTOCK_TOO_MANY_KEYS']);
  });

  test('fails the flow at a key in two lanes, unless that is allowed', async () => {
    expect(await codeOf(run(twoLanes(['a', 'b'], ['c', 'b']), count(), settle()))).toBe(
      'PENSTOCK_KEY_SPANS_PARTITIONS',
    );
    const seen: number[] = [];
    await run(
      twoLanes(['a', 'b'], ['c', 'b']),
      count({ acrossPartitions: true }),
      tapValue((n) => void seen.push(n)),
      settle(),
    );
    expect(seen).toEqual([1, 1, 1, 2]);
  });

  test('fails the flow at a state that cannot be copied', async () => {
    const error = await through(
      ['a'],
      scanByKey(() => ({ call: () => undefined }), { key: () => 'k', seed: () => ({ call: () => undefined }) }),
    ).catch((thrown: unknown) => thrown);
    expect((error as PenstockError).code).toBe('PENSTOCK_STATE_NOT_STORABLE');
  });

  test('refuses two operators with one name, and options out of their range', async () => {
    expect(await codeOf(run(twoLanes([], []), count(), count(), settle()))).toBe('PENSTOCK_STATE_NAME_TAKEN');
    expect(() => scanByKey((n: number) => n, { seed: () => 0, maxKeys: 0 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
