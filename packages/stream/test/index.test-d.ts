import { expectTypeOf, test } from 'vitest';
import {
  batch,
  concatMapValue,
  deliver,
  filterValue,
  mapMany,
  mapValue,
  mergeMapValue,
  run,
  settle,
  tapValue,
  tee,
  toSink,
  values,
} from '../src/index.ts';
import type { Flow, RunCounts } from '../src/index.ts';
import type { Observable } from 'rxjs';

declare const numbers: Flow<number>;

test('operators keep the type of the value', () => {
  expectTypeOf(deliver([1])).toEqualTypeOf<Flow<number>>();
  expectTypeOf(numbers.pipe(mapValue(String))).toEqualTypeOf<Flow<string>>();
  expectTypeOf(numbers.pipe(filterValue((n) => n > 0))).toEqualTypeOf<Flow<number>>();
  expectTypeOf(numbers.pipe(filterValue((n): n is 1 => n === 1))).toEqualTypeOf<Flow<1>>();
  expectTypeOf(numbers.pipe(tapValue(() => undefined))).toEqualTypeOf<Flow<number>>();
  expectTypeOf(numbers.pipe(mapMany((n) => [String(n)]))).toEqualTypeOf<Flow<string>>();
  expectTypeOf(numbers.pipe(mergeMapValue(async (n) => String(n), 2))).toEqualTypeOf<Flow<string>>();
  expectTypeOf(numbers.pipe(concatMapValue(async (n) => String(n)))).toEqualTypeOf<Flow<string>>();
  expectTypeOf(numbers.pipe(batch({ maxBatch: 2 }))).toEqualTypeOf<Flow<readonly number[]>>();
  expectTypeOf(numbers.pipe(values())).toEqualTypeOf<Observable<number>>();
  expectTypeOf(tee(2)(numbers)).toEqualTypeOf<ReadonlyArray<Flow<number>>>();
});

test('run checks the type of each step against the step before', () => {
  expectTypeOf(
    run(
      numbers,
      mapValue(String),
      toSink<string>(async () => {}),
    ),
  ).toEqualTypeOf<Promise<RunCounts>>();
  expectTypeOf(run(numbers, settle())).toEqualTypeOf<Promise<RunCounts>>();
  const sinkOfStrings = toSink<string>(async () => {});
  // @ts-expect-error a sink of strings cannot take numbers
  void run(numbers, sinkOfStrings);
});
