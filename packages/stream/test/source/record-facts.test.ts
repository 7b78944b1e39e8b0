import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deadLetter, deliver, run, settle, toSink } from '../../src/index.ts';
import type { DeliverOptions } from '../../src/index.ts';

const right = { id: (n: number) => `id-${n}`, key: (n: number) => `key-${n}`, time: (n: number) => n };

/** Delivers 1, 2 and 3. For 2 the function `name` returns the result of `odd`. Returns the dead letters. */
const lettersOf = async (name: string, odd: () => unknown) => {
  const letters: Array<{ value: unknown; code: string; reason: unknown }> = [];
  const commits: number[] = [];
  const options = {
    ...right,
    [name]: (n: number) => (n === 2 ? odd() : right[name as 'id'](n)),
  } as DeliverOptions<number>;
  const flow = deliver([1, 2, 3], {
    ...options,
    onReject: deadLetter(async ({ value, code, reason }) => void letters.push({ value, code, reason })),
    commit: async ({ offset }) => void commits.push(offset),
  });
  const counts = await run(
    flow,
    toSink(async () => undefined),
  );
  return { letters, counts, committed: commits.at(-1) };
};

describe.each(['id', 'key', 'time'])('a function %s of deliver', (name) => {
  test.each([
    ['an error', new Error('odd')],
    ['text', 'odd'],
    ['nothing', undefined],
    ['an object without a prototype', Object.create(null)],
  ])('that throws %s rejects only its record', async (_, thrown) => {
    const { letters, counts, committed } = await lettersOf(name, () => {
      throw thrown;
    });
    expect(letters).toEqual([{ value: 2, code: 'PENSTOCK_REJECTED', reason: thrown }]);
    expect(counts).toMatchObject({ received: 3, written: 2, rejected: 1 });
    expect(committed).toBe(3);
  });

  test('that throws an object without a prototype stops the flow with a code, by default', async () => {
    const odd = {
      [name]: () => {
        throw Object.create(null);
      },
    };
    await expect(run(deliver([1], odd), settle())).rejects.toMatchObject({ code: 'PENSTOCK_REJECTED' });
  });

  test('that returns a promise rejects its record, and a rejected promise does not end the process', async () => {
    const { letters } = await lettersOf(name, () => Promise.reject(new Error('later')));
    expect(letters).toMatchObject([{ value: 2, code: 'PENSTOCK_VALUE_INVALID' }]);
  });
});

test.each([
  ['id', 5],
  ['id', ''],
  ['id', null],
  ['id', undefined],
  ['id', 5n],
  ['id', Symbol('2')],
  ['key', 5],
  ['key', undefined],
  ['key', {}],
  ['time', NaN],
  ['time', -Infinity],
  ['time', 8.64e15 + 2],
  ['time', '2020-01-01'],
  ['time', new Date(5)],
  ['time', null],
  ['time', undefined],
])('%s must not return %s', async (name, wrong) => {
  const { letters, committed } = await lettersOf(name, () => wrong);
  expect(letters).toMatchObject([
    { value: 2, code: 'PENSTOCK_VALUE_INVALID', reason: { message: expect.stringContaining(`the ${name} function`) } },
  ]);
  expect(committed).toBe(3);
});

test('null, bytes and empty text are valid keys, and any time of a Date is valid', async () => {
  const values = [null, new Uint8Array([0, 255]), new Uint8Array(), 'text', ''];
  const flow = deliver(values, { key: (key) => key, time: () => -8.64e15, onReject: 'skip' });
  expect(await run(flow, settle())).toMatchObject({ written: 5, rejected: 0 });
});

test('every record is written or rejected, and all are committed, for any result or error of a function', async () => {
  const odd = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.date());
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('id', 'key', 'time'), odd, fc.boolean(), async (name, value, throws) => {
      const { counts, committed } = await lettersOf(name, () => {
        if (throws) throw value;
        return value;
      });
      expect(counts.written + counts.rejected).toBe(3);
      expect(committed).toBe(3);
    }),
  );
});
