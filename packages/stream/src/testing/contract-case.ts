/**
 * One statement of a contract with its check, for any test runner.
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

/** Makes a case that opens a new object under test, and closes it after the check, also when the check fails. */
export const contractCase = <U extends { close(): Promise<void> }>(
  name: string,
  open: () => Promise<U>,
  check: (under: U) => Promise<void>,
): ContractCase => ({
  name,
  async run() {
    const under = await open();
    try {
      await check(under);
    } finally {
      await under.close();
    }
  },
});
