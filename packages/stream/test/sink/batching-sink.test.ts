import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { deliver, run } from '../../src/index.ts';
import { batchingSink, Entries } from '../../src/sink/index.ts';
import type { BatchingOptions, SinkWriter } from '../../src/sink/index.ts';
import { sinkContract } from '../../src/testing/index.ts';

interface Row {
  readonly id: string;
  readonly n: number;
}
type Writer = SinkWriter<number, Row, Entries<Row>>;

/** A sink into a map whose writes take longer and shorter in turn, so that later writes could finish first. */
const toMap = (rows: Map<string, number>, options: BatchingOptions, writer: Partial<Writer> = {}) => {
  let writes = 0;
  return batchingSink<number, Row, Entries<Row>>(
    () => ({
      encode: ({ id, value }) => ({ id, n: value }),
      keyOf: ({ id }) => id,
      newPayload: () => new Entries(() => 1),
      async write({ payload }, members) {
        writes += 1;
        await sleep(writes % 2 === 0 ? 0 : 3);
        for (const { id, n } of members.map((at) => payload.list[at]!)) rows.set(id, n);
      },
      ...writer,
    }),
    options,
  );
};

describe('the sink contract', () => {
  const cases = sinkContract<number>(async () => {
    const rows = new Map<string, number>();
    return {
      sink: toMap(rows, { maxBatch: 10, maxBytes: 8, concurrency: 3 }),
      value: (n) => n,
      stored: async () => rows,
      close: async () => rows.clear(),
    };
  });
  for (const { name, run: check } of cases) test(name, check);
});

describe('batchingSink', () => {
  test('refuses options out of their range, and unknown ones', () => {
    for (const options of [{ maxBatch: 0 }, { maxBytes: 0.5 }, { concurrency: 0 }, { maxAge: -1 }, { maxbatch: 1 }]) {
      expect(() => toMap(new Map(), options as BatchingOptions)).toThrow(
        expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
      );
    }
  });

  test('opens a writer for each subscription, and closes it once', async () => {
    const log: string[] = [];
    const sink = toMap(
      new Map(),
      {},
      { connect: async () => void log.push('connect'), close: () => log.push('close') },
    );
    await run(deliver([1, 2]), sink);
    await run(deliver([3]), sink);
    await run(deliver<number>([]), sink);
    expect(log).toEqual(['connect', 'close', 'connect', 'close', 'close']);
  });

  test('stops encoding the deliveries that waited for the connection when one fails', async () => {
    const encoded: number[] = [];
    const writer: Partial<Writer> = {
      connect: () => sleep(20),
      isFatal: () => true,
      encode: ({ value }) => {
        encoded.push(value);
        throw new Error(`no row of ${value}`);
      },
    };
    await expect(run(deliver([1, 2, 3]), toMap(new Map(), {}, writer))).rejects.toThrow('no row of 1');
    expect(encoded).toEqual([1]);
  });

  test.each(['connect', 'keyOf', 'newPayload'] as const)('fails the flow when %s throws', async (name) => {
    const broken = {
      [name]: () => {
        throw new Error(`no ${name}`);
      },
    };
    await expect(run(deliver([1, 2]), toMap(new Map(), {}, broken))).rejects.toThrow(`no ${name}`);
  });

  test('fails the flow when it cannot connect', async () => {
    const sink = toMap(new Map(), {}, { connect: () => Promise.reject(new Error('no route')) });
    await expect(run(deliver([1]), sink)).rejects.toThrow('no route');
  });

  test('connects at the subscription with connectOnSubscribe, even without a record', async () => {
    const sink = toMap(
      new Map(),
      {},
      { connectOnSubscribe: true, connect: () => Promise.reject(new Error('no route')) },
    );
    await expect(run(deliver<number>([]), sink)).rejects.toThrow('no route');
  });

  test('fails the flow with an error of encode that is fatal', async () => {
    const sink = toMap(
      new Map(),
      {},
      {
        encode: () => {
          throw new Error('another topic');
        },
        isFatal: () => true,
      },
    );
    await expect(run(deliver([1], { onReject: 'skip' }), sink)).rejects.toThrow('another topic');
  });

  test('fails the flow on a wrong number of outcomes', async () => {
    const sink = toMap(new Map(), {}, { write: async () => ['written'] });
    await expect(run(deliver([1, 2]), sink)).rejects.toMatchObject({
      code: 'PENSTOCK_SINK_FAILED',
      message: expect.stringContaining('expected 2 outcomes, one for each delivery, or none; got 1 from') as string,
    });
  });
});
