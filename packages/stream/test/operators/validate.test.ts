import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Barrier, deadLetter, validate } from '../../src/index.ts';
import type { DeadLetter, StandardSchema, ValidationError } from '../../src/index.ts';
import { asFlow, openLane, shown } from '../marbles.ts';
import { of } from 'rxjs';
import { through } from './run-flow.ts';

interface Trade {
  symbol: string;
  legs: Array<{ price: number }>;
}
const good = { symbol: 'BTC-USD', legs: [{ price: 457.33 }] };
const bad = { symbol: 7, legs: [{ price: 1 }, { price: 'two' }] };

const schemas: ReadonlyArray<readonly [string, StandardSchema<unknown, Trade>]> = [
  ['zod', z.object({ symbol: z.string(), legs: z.array(z.object({ price: z.number() })) })],
  ['valibot', v.object({ symbol: v.string(), legs: v.array(v.object({ price: v.number() })) })],
  ['arktype', type({ symbol: 'string', legs: type({ price: 'number' }).array() })],
];

describe.each(schemas)('a schema of %s', (_name, schema) => {
  test('passes values that match and rejects the others with the path of each issue', async () => {
    const letters: DeadLetter[] = [];
    const { values } = await through<unknown, Trade>([good, bad], validate(schema), {
      onReject: deadLetter(async (letter) => void letters.push(letter)),
    });
    expect(values).toEqual([good]);
    expect(letters.map(({ code, value }) => [code, value])).toEqual([['PENSTOCK_VALUE_INVALID', bad]]);
    const { problems, message } = letters[0]!.reason as ValidationError;
    expect(problems.map(({ path }) => path).toSorted()).toEqual(['legs[1].price', 'symbol']);
    expect(message).toContain('t-0-1');
    expect(message).toContain('legs[1].price: ');
  });
});

test('passes the output of the schema', async () => {
  expect((await through<unknown, number>(['457.33'], validate(z.coerce.number()))).values).toEqual([457.33]);
});

test('waits for an asynchronous schema, and keeps the order of values and barriers', async () => {
  const slowFirst = z
    .string()
    .refine(
      async (letter) => new Promise((resolve) => setTimeout(() => resolve(letter !== 'x'), letter === 'a' ? 10 : 1)),
    );
  const { lane, log } = openLane();
  const seen: string[] = [];
  await new Promise<void>((complete) =>
    shown(asFlow(of(...'aBbxBc'), lane).pipe(validate(slowFirst))).subscribe({
      next: (one) => void seen.push(one),
      complete,
    }),
  );
  expect(seen).toEqual(['a', 'B', 'b', 'B', 'c']);
  expect(log[0]).toMatch(/^rejected 2: The record t-0-2 does not match/);
});

test('rejects a delivery whose asynchronous schema fails', async () => {
  const { lane, log } = openLane();
  const failing: StandardSchema<unknown, string> = {
    '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('offline')) },
  };
  await new Promise<void>((complete) =>
    asFlow(of('a', 'B'), lane)
      .pipe(validate(failing))
      .subscribe({ next: (one) => expect(one).toBeInstanceOf(Barrier), complete }),
  );
  expect(log).toEqual(['rejected 0: offline']);
});
