import { deepEqual, equal } from 'node:assert/strict';
import { deliver } from '../source/deliver.ts';
import type { Source } from '../source/deliver.ts';
import { settle } from '../operators/settle.ts';
import { tapValue } from '../operators/tap-value.ts';
import { run } from '../run.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** A source under test, and the values that it must yield. */
export interface SourceUnderTest<T> {
  readonly source: Source<T>;
  /** At least three values, in order. */
  readonly expected: readonly T[];
  close(): Promise<void>;
}

/**
 * The contract suite of sources of values, as cases for any test runner. A source yields all values in order, from the
 * first value on each iteration, and an iteration may stop early.
 *
 * @example
 * ```ts
 * const openSource = async (): Promise<SourceUnderTest<number>> => ({
 *   source: [1, 2, 3],
 *   expected: [1, 2, 3],
 *   close: async () => {},
 * });
 * for (const { name, run } of sourceContract(openSource)) test(name, run);
 * ```
 */
export const sourceContract = <T>(open: () => Promise<SourceUnderTest<T>>): readonly ContractCase[] => {
  const withSource = (name: string, check: (under: SourceUnderTest<T>) => Promise<void>) =>
    contractCase(name, open, check);
  const all = async (source: Source<T>) => {
    const got: T[] = [];
    for await (const value of source) got.push(value);
    return got;
  };
  return [
    withSource('yields every value in order', async ({ source, expected }) => deepEqual(await all(source), expected)),
    withSource('starts from the first value on each iteration', async ({ source, expected }) => {
      for await (const value of source) {
        deepEqual(value, expected[0]);
        break;
      }
      deepEqual(await all(source), expected);
    }),
    withSource('serves two iterations at the same time', async ({ source, expected }) => {
      deepEqual(await Promise.all([all(source), all(source)]), [expected, expected]);
    }),
    withSource('runs as a flow with a credit of one record', async ({ source, expected }) => {
      const got: T[] = [];
      const counts = await run(
        deliver(source, { maxInFlight: 1 }),
        tapValue((value) => void got.push(value)),
        settle(),
      );
      deepEqual(got, expected);
      equal(counts.written, expected.length);
    }),
  ];
};
