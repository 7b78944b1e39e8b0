import { type } from 'arktype';
import * as v from 'valibot';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { dedupe, type Flow, run, scanByKey, settle, validate } from '../../src/index.ts';

declare const numbers: Flow<number>;
declare const unknowns: Flow<unknown>;

test('scanByKey has the type of its state', () => {
  expectTypeOf(numbers.pipe(scanByKey((list: readonly number[], n: number) => [...list, n], { seed: () => [] as readonly number[] }))).toEqualTypeOf<Flow<readonly number[]>>();
  // @ts-expect-error the seed is of another type than the state
  scanByKey((sum: number, n: number) => sum + n, { seed: () => 'none' });
});

test('dedupe keeps the type', () => {
  expectTypeOf(numbers.pipe(dedupe({ by: (n) => String(n) }))).toEqualTypeOf<Flow<number>>();
});

test('validate gives the type of the schema, of any library', () => {
  expectTypeOf(unknowns.pipe(validate(z.object({ price: z.coerce.number() })))).toEqualTypeOf<Flow<{ price: number }>>();
  expectTypeOf(unknowns.pipe(validate(v.object({ price: v.pipe(v.string(), v.transform(Number)) })))).toEqualTypeOf<Flow<{ price: number }>>();
  expectTypeOf(unknowns.pipe(validate(type({ price: 'number' })))).toEqualTypeOf<Flow<{ price: number }>>();
  expectTypeOf(numbers.pipe(validate(z.number().transform(String)))).toEqualTypeOf<Flow<string>>();
  void run(numbers, validate(z.string()), settle<string>());
});
