import { describe, expect, test } from 'vitest';
import {
  count,
  dedupe,
  deliver,
  groupByKey,
  indicator,
  joinAsOf,
  mapValue,
  ohlc,
  run,
  scanByKey,
  settle,
  sum,
  tapValue,
  tumbling,
} from '../../src/index.ts';
import type { FlowOperator, RecordKey } from '../../src/index.ts';
import { codeOf, through, throughCuts } from './run-flow.ts';

/** A number as the 8 bytes of a Java long, which are not UTF-8 from 128 on. */
const long = (n: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(n));
  return bytes;
};

interface Trade {
  readonly key: RecordKey | null;
  readonly n: number;
}
const numbers = [200, 201, 202, 200];
const trades: readonly Trade[] = numbers.map((number, n) => ({ key: long(number), n }));
const options = { key: ({ key }: Trade) => key, time: ({ n }: Trade) => n * 1_000 };
const numberOf = (key: RecordKey | null): bigint => new DataView((key as Uint8Array).buffer).getBigInt64(0);
class Total {
  #total = 0;
  add(n: number): number {
    return (this.#total += n);
  }
}
const counting = () => scanByKey((seen: number, _trade: Trade) => seen + 1, { seed: () => 0 });

describe('keys of 8 bytes for 200, 201, 202 and 200', () => {
  test('are three keys of scanByKey, with and without a restart', async () => {
    expect((await through(trades, counting(), options)).values).toEqual([1, 1, 1, 2]);
    for (const cut of [1, 2, 3])
      expect([...(await throughCuts(trades, [cut], counting, options)).values()]).toEqual([1, 1, 1, 2]);
  });

  test('reach the pipeline of groupByKey and the seed of scanByKey as bytes', async () => {
    const made: bigint[] = [];
    const seeded: bigint[] = [];
    const groups = groupByKey<Trade, Trade>((flow, key) => (made.push(numberOf(key)), flow));
    await through(trades, groups, options);
    await through(
      trades,
      scanByKey((state: number) => state, { seed: (key) => (seeded.push(numberOf(key)), 0) }),
      options,
    );
    expect([made, seeded]).toEqual([
      [200n, 201n, 202n],
      [200n, 201n, 202n],
    ]);
  });

  test('have one pipeline of groupByKey each, also after a restart', async () => {
    const operator = (): FlowOperator<Trade, number> => groupByKey((flow) => flow.pipe(counting()));
    for (const cut of [1, 2, 3])
      expect([...(await throughCuts(trades, [cut], operator, options)).values()]).toEqual([1, 1, 1, 2]);
  });

  test('have an indicator each', async () => {
    const made = indicator(() => new Total(), { history: 9, input: ({ n }: Trade) => n });
    expect((await through(trades, made, options)).values.map(({ result }) => result)).toEqual([0, 1, 2, 3]);
  });

  test('are recognized by dedupe', async () => {
    const once = dedupe<Trade>({ by: ({ key }) => key! });
    expect((await through(trades, once, options)).values.map(({ n }) => n)).toEqual([0, 1, 2]);
  });

  test('have their own windows, with their own ids and their bytes as key', async () => {
    const { written } = await through(
      trades,
      tumbling({ interval: '1m', aggregate: { trades: count(), n: sum(({ n }: Trade) => n) } }),
      options,
    );
    expect(written.map(([id]) => id)).toEqual(
      ['c8', 'c9', 'ca'].map((last) => `tumbling-1m/t-0/%00%00%00%00%00%00%00%${last}/0`),
    );
    expect(written.map(([, { key, value }]) => [numberOf(key), value.trades, value.n])).toEqual([
      [200n, 2, 3],
      [201n, 1, 1],
      [202n, 1, 2],
    ]);
  });

  test('have their own candles, whose deliveries have the bytes as key', async () => {
    const keys: Array<RecordKey | null> = [];
    const candles = deliver(trades, options).pipe(
      ohlc({ interval: '1m', price: ({ n }) => n + 1 }),
      tapValue((_candle, { key }) => void keys.push(key)),
    );
    await run(candles, settle());
    expect(keys.map(numberOf)).toEqual([200n, 201n, 202n]);
  });

  test('are joined only with the same bytes', async () => {
    const others = [
      { key: long(201), n: -2, name: 'of 201' },
      { key: long(200), n: -1, name: 'of 200' },
    ];
    const joined = joinAsOf<Trade, (typeof others)[number]>(others, {
      otherTime: ({ n }) => n * 1_000,
      otherKey: ({ key }) => key,
    });
    expect((await through(trades, joined, options)).values.map(({ other }) => other?.name)).toEqual([
      'of 200',
      'of 201',
      undefined,
      'of 200',
    ]);
  });
});

describe('keys that look alike', () => {
  // Bytes that are not UTF-8; the text that they decode to; texts that look like such bytes, or like the stored name of
  // a key; and lone surrogates.
  const alike: readonly RecordKey[] = [
    new Uint8Array([0xc8]),
    '\uFFFD',
    'È',
    '0xc8',
    '%c8',
    '%C8',
    '',
    '\0',
    '\0bÈ',
    '\0t',
    '\ud800',
    '\ud801',
  ];
  const records = alike.map((key, n): Trade => ({ key, n }));

  test('stay apart in state, windows and ids, also after a restart', async () => {
    expect((await through(records, counting(), options)).values).toEqual(alike.map(() => 1));
    const { written } = await through(records, tumbling({ interval: '1m', aggregate: count() }), options);
    expect(written.map(([, { key }]) => key)).toEqual(alike);
    expect(new Set(written.map(([id]) => id)).size).toBe(alike.length);
    for (const cut of [1, 6, 11])
      expect([...(await throughCuts(records, [cut], counting, options)).values()]).toEqual(alike.map(() => 1));
  });

  test('are one key when their bytes are equal', async () => {
    const same: readonly Trade[] = [
      { key: 'é', n: 0 },
      { key: new Uint8Array([0xc3, 0xa9]), n: 1 },
      { key: Buffer.from('é'), n: 2 },
    ];
    expect((await through(same, counting(), options)).values).toEqual([1, 2, 3]);
    const { written } = await through(same, tumbling({ interval: '1m', aggregate: count() }), options);
    expect(written).toEqual([['tumbling-1m/t-0/é/0', expect.objectContaining({ key: 'é', value: 3 })]]);
  });
});

describe('an empty key and no key', () => {
  const records: readonly Trade[] = [
    { key: '', n: 0 },
    { key: null, n: 1 },
    { key: '', n: 2 },
  ];

  test('have an indicator each', async () => {
    const made = indicator(() => new Total(), { history: 9, input: ({ n }: Trade) => n });
    expect((await through(records, made, options)).values.map(({ result }) => result)).toEqual([0, 1, 2]);
  });

  test('are not joined with each other', async () => {
    const others = [{ n: -1, name: 'keyless' }];
    const joined = joinAsOf<Trade, (typeof others)[number]>(others, { otherTime: ({ n }) => n * 1_000 });
    expect((await through(records, joined, options)).values.map(({ other }) => other?.name)).toEqual([
      undefined,
      'keyless',
      undefined,
    ]);
  });

  test('differ for scanByKey, which rejects a record without a key', async () => {
    expect(await codeOf(run(deliver(records, options), counting(), mapValue(String), settle()))).toBe(
      'PENSTOCK_REJECTED',
    );
    expect((await through(records, counting(), { ...options, onReject: 'skip' })).values).toEqual([1, 2]);
  });
});
