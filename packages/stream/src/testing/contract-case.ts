/**
 * One statement of a contract and the check of it, for whatever test runner is there.
 *
 * @example
 * ```ts
 * const cases: readonly ContractCase[] = [{ name: 'adds', run: async () => console.assert(1 + 1 === 2) }];
 * for (const { name, run } of cases) test(name, run);
 * ```
 */
export interface ContractCase {
  /** A plain statement of fact. */
  readonly name: string;
  /** Rejects with an `AssertionError` when the statement does not hold. */
  run(): Promise<void>;
}
